//! Argon2id (RFC 9106): a key from a password.

use crate::{key::Key, refused::Refused};
use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroize;

/// Bytes of a salt.
pub(crate) const SALT: usize = 16;
/// Bytes of encoded [`Costs`].
pub(crate) const COSTS: usize = 12;

/// What one guess costs. Stored beside the salt, so that it can be raised for new values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Costs {
    /// Memory in KiB.
    pub(crate) memory: u32,
    /// Passes over it.
    pub(crate) passes: u32,
    /// Lanes.
    pub(crate) lanes: u32,
}

/// For what is unlocked while somebody waits: 19 MiB, two passes, one lane (OWASP's first recommendation for
/// Argon2id; a server that unlocks many at once still has the memory).
pub(crate) const PERSON: Costs = Costs {
    memory: 19 * 1024,
    passes: 2,
    lanes: 1,
};

/// For the start-up secret, asked for once a start: 64 MiB and three passes (RFC 9106, section 4, the second
/// recommendation, with one lane because there may be one core).
pub(crate) const KEYRING: Costs = Costs {
    memory: 64 * 1024,
    passes: 3,
    lanes: 1,
};

/// More than this is never computed: whoever can write to the database must not be able to halt the server.
const MOST: Costs = Costs {
    memory: 256 * 1024,
    passes: 10,
    lanes: 4,
};

impl Costs {
    /// Twelve bytes, little-endian.
    pub(crate) fn encode(self) -> [u8; COSTS] {
        let mut out = [0; COSTS];
        out[..4].copy_from_slice(&self.memory.to_le_bytes());
        out[4..8].copy_from_slice(&self.passes.to_le_bytes());
        out[8..].copy_from_slice(&self.lanes.to_le_bytes());
        out
    }

    /// The costs in these bytes; [`Refused::Costs`] above the bounds or where Argon2 knows none such.
    pub(crate) fn decode(bytes: &[u8; COSTS]) -> Result<Costs, Refused> {
        let part = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let costs = Costs {
            memory: part(0),
            passes: part(4),
            lanes: part(8),
        };
        if costs.memory > MOST.memory || costs.passes > MOST.passes || costs.lanes > MOST.lanes {
            return Err(Refused::Costs);
        }
        costs.params()?;
        Ok(costs)
    }

    fn params(self) -> Result<Params, Refused> {
        Params::new(self.memory, self.passes, self.lanes, Some(32)).map_err(|_| Refused::Costs)
    }
}

/// The key of a password. Tens of milliseconds on purpose.
///
/// # Errors
/// [`Refused::Costs`] for costs that Argon2 does not know, or a password above 4 GiB.
pub(crate) fn key(password: &[u8], salt: &[u8; SALT], costs: Costs) -> Result<Key, Refused> {
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, costs.params()?)
        .hash_password_into(password, salt, &mut out)
        .map_err(|_| Refused::Costs)?;
    let key = Key::from_bytes(out);
    out.zeroize();
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;
    use argon2::{AssociatedData, ParamsBuilder};

    #[test]
    fn argon2id_gives_the_known_answer_of_rfc_9106() {
        // Section 5.3
        let mut builder = ParamsBuilder::new();
        builder.m_cost(32).t_cost(3).p_cost(4);
        builder.data(AssociatedData::new(&[4; 12]).expect("12 bytes"));
        let params = builder.build().expect("the RFC's");
        let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params)
            .expect("8 bytes");
        let mut tag = [0; 32];
        argon
            .hash_password_into(&[1; 32], &[2; 16], &mut tag)
            .expect("the RFC's");
        assert_eq!(
            tag[..],
            hex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")
        );
    }

    #[test]
    fn costs_are_read_back_as_written() {
        for costs in [PERSON, KEYRING, MOST] {
            assert_eq!(Costs::decode(&costs.encode()), Ok(costs));
        }
    }

    #[test]
    fn costs_out_of_bounds_are_refused_before_anything_is_computed() {
        let Costs {
            memory,
            passes,
            lanes,
        } = MOST;
        for costs in [
            Costs {
                memory: memory + 1,
                passes: 1,
                lanes: 1,
            },
            Costs {
                memory: 32,
                passes: passes + 1,
                lanes: 1,
            },
            Costs {
                memory: 1024,
                passes: 1,
                lanes: lanes + 1,
            },
            Costs {
                memory: u32::MAX,
                passes: u32::MAX,
                lanes: u32::MAX,
            },
            Costs {
                memory: 0,
                passes: 1,
                lanes: 1,
            },
            Costs {
                memory: 32,
                passes: 0,
                lanes: 1,
            },
            Costs {
                memory: 32,
                passes: 1,
                lanes: 0,
            },
        ] {
            assert_eq!(
                Costs::decode(&costs.encode()),
                Err(Refused::Costs),
                "{costs:?}"
            );
        }
    }
}
