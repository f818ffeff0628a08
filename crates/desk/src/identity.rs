//! A reporter's name and contact, sealed apart from the report: one key a report, split among the custodians.
//!
//! No key that opens all identities exists. Who holds the database, the keyring, every officer's password and
//! one custodian's still opens none.

use crate::circles::Custodian;
use crate::error::{Failure, Refused};
use crate::outside::Random;
use report::{Contact, Id};
use seal::{Binding, Key, PrivateKey, Share};
use zeroize::Zeroizing;

/// Seals a contact and one share of its key to each custodian.
///
/// Layout: count of shares (1 byte), then for each the custodian's key id (16), a length (2, big-endian) and the
/// sealed share; then the sealed contact.
pub(crate) fn seal_contact(
    contact: &Contact,
    report: Id,
    custodians: &[Custodian],
    threshold: u8,
    random: &mut Random,
) -> Result<Vec<u8>, Failure> {
    let count = u8::try_from(custodians.len())
        .map_err(|_| Failure::NotAllowed(Refused::TooManyCustodians))?;
    if count < threshold {
        return Err(Failure::NoCustodians);
    }
    let key = Key::random(random);
    let shares = seal::split(&key, threshold, count, random);
    let mut out = vec![count];
    for (custodian, share) in custodians.iter().zip(shares) {
        let bytes = Zeroizing::new(share.to_bytes());
        let sealed = seal::seal_to(
            &custodian.public,
            random,
            &share_place(&report),
            bytes.as_slice(),
        );
        let length = u16::try_from(sealed.len()).map_err(|_| Failure::Damaged("a sealed share"))?;
        out.extend_from_slice(custodian.key.as_bytes());
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&sealed);
    }
    let plain = Zeroizing::new(contact.to_bytes());
    out.extend_from_slice(&seal::seal_padded(
        &key,
        random,
        &contact_place(&report),
        &plain,
    ));
    Ok(out)
}

/// A sealed identity, taken apart.
pub(crate) struct SealedIdentity<'a> {
    shares: Vec<(Id, &'a [u8])>,
    contact: &'a [u8],
}

impl<'a> SealedIdentity<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<SealedIdentity<'a>, Failure> {
        let (count, mut rest) = bytes.split_first().ok_or(SHAPE)?;
        let mut shares = Vec::new();
        for _ in 0..*count {
            let (id, tail) = rest.split_at_checked(16).ok_or(SHAPE)?;
            let (length, tail) = tail.split_at_checked(2).ok_or(SHAPE)?;
            let length = u16::from_be_bytes(length.try_into().map_err(|_| SHAPE)?);
            let (share, tail) = tail.split_at_checked(usize::from(length)).ok_or(SHAPE)?;
            shares.push((Id::from_slice(id).ok_or(SHAPE)?, share));
            rest = tail;
        }
        Ok(SealedIdentity {
            shares,
            contact: rest,
        })
    }

    /// Opens the share of the custodian whose key this is; `None` when there is none for it.
    pub(crate) fn share(
        &self,
        report: Id,
        key: Id,
        private: &PrivateKey,
    ) -> Option<Result<Share, Failure>> {
        let (_, sealed) = self.shares.iter().find(|(id, _)| *id == key)?;
        Some(
            seal::open_with(private, &share_place(&report), sealed)
                .ok()
                .and_then(|bytes| Share::from_bytes(&bytes).ok())
                .ok_or(Failure::Damaged("a custodian's share")),
        )
    }

    /// Opens the contact from enough shares.
    pub(crate) fn open(&self, report: Id, shares: &[Share]) -> Result<Contact, Failure> {
        let key = seal::combine(shares).map_err(|_| TOO_FEW)?;
        let plain = seal::open_padded(&key, &contact_place(&report), self.contact)
            .map_err(|_| Failure::NotAllowed(Refused::NotTheirShares))?;
        Contact::from_bytes(&plain).map_err(|_| SHAPE)
    }
}

/// Fewer than a name is split for.
pub(crate) const TOO_FEW: Failure = Failure::NotAllowed(Refused::TooFewCustodians);

const SHAPE: Failure = Failure::Damaged("a sealed identity");

fn share_place(report: &Id) -> Binding<'_> {
    Binding {
        table: "identity",
        row: report.as_bytes(),
        column: "share",
        version: 0,
    }
}

fn contact_place(report: &Id) -> Binding<'_> {
    Binding {
        table: "identity",
        row: report.as_bytes(),
        column: "contact",
        version: 0,
    }
}
