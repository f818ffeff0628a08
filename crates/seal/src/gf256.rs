//! The field with 256 elements, x^8 + x^4 + x^3 + x + 1 (that of AES, FIPS 197, section 4), in constant time:
//! no branch and no table depends on an element.

/// The product.
pub(crate) const fn multiply(a: u8, b: u8) -> u8 {
    let (mut a, mut b, mut product) = (a, b, 0);
    let mut round = 0;
    while round < 8 {
        // 0x00 or 0xff, from the lowest bit of b.
        product ^= a & (b & 1).wrapping_neg();
        a = a << 1 ^ (0x1b & (a >> 7).wrapping_neg());
        b >>= 1;
        round += 1;
    }
    product
}

/// The inverse, a^254; that of zero is zero.
pub(crate) const fn invert(a: u8) -> u8 {
    // 254 = 0b11111110: squares of a from a^2 to a^128, multiplied.
    let (mut square, mut product) = (a, 1);
    let mut round = 0;
    while round < 7 {
        square = multiply(square, square);
        product = multiply(product, square);
        round += 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsss_rs::Gf256;

    #[test]
    fn products_and_inverses_are_those_of_the_oracle() {
        for a in 0..=255 {
            for b in 0..=255 {
                assert_eq!(multiply(a, b), (Gf256(a) * Gf256(b)).0);
            }
        }
        assert_eq!(invert(0), 0);
        assert!((1..=255).all(|a| multiply(a, invert(a)) == 1));
        // FIPS 197, section 4.2
        assert_eq!(multiply(0x57, 0x83), 0xc1);
    }
}
