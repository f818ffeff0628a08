//! What a report can be found by: made when the program reads it, sealed for the index, opened into memory.

use crate::error::Failure;
use crate::outside::Random;
use crate::sealed;
use language::search::Term;
use report::{Content, Id, Reading};
use seal::{Binding, Keyring, Token};
use std::collections::BTreeSet;
use store::{NewSearch, ReportWrap, SearchRow};
use zeroize::Zeroizing;

/// What a report is searched in: its text, and the place in words. Nobody's words run over from one into the other.
pub(crate) fn searched_text(content: &Content) -> Zeroizing<String> {
    let place = content
        .place
        .as_ref()
        .and_then(|place| place.text.as_deref());
    Zeroizing::new(format!(
        "{}\n\0\n{}",
        content.text,
        place.unwrap_or_default()
    ))
}

/// The terms of a report: its words, and facts that it is filtered by.
pub(crate) fn terms(content: &Content, reading: &Reading) -> BTreeSet<Term> {
    let mut terms = language::search::terms(&searched_text(content));
    terms.insert(Term::facet("language", &reading.language));
    terms
}

/// Seals the tokens of a report under the month's keys and its own wrap.
pub(crate) fn seal(
    keyring: &Keyring,
    report: &ReportWrap,
    terms: &BTreeSet<Term>,
    random: &mut Random,
) -> Result<NewSearch, Failure> {
    let wrap = inner_wrap(keyring, report.id, report.epoch, &report.wrap)?;
    let month = report.hour.day().month().0;
    let keys = keyring.search_keys(month);
    let tokens = keys.tokens(terms.iter().map(Term::as_str));
    Ok(NewSearch {
        report: report.id,
        month,
        sealed: keys.seal(&wrap, random, &place(&report.id, month), &tokens),
    })
}

/// Opens the tokens of a report.
pub(crate) fn open(keyring: &Keyring, row: &SearchRow) -> Result<Vec<Token>, Failure> {
    let wrap = inner_wrap(keyring, row.id, row.epoch, &row.wrap)?;
    let keys = keyring.search_keys(row.month);
    keys.open(&wrap, &place(&row.id, row.month), &row.sealed)
        .map_err(|_| Failure::Damaged("the tokens of a report"))
}

/// The desk's wrap of a report without the epoch's layer, as it has been since the report was accepted.
pub(crate) fn inner_wrap(
    keyring: &Keyring,
    id: Id,
    epoch: i64,
    wrap: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let gone = Failure::KeyGone("its four weeks are over");
    let key = keyring.epoch_key(epoch).ok_or(gone)?;
    sealed::from_epoch(key, epoch, "report", id.as_bytes(), wrap)
}

fn place(id: &Id, month: i64) -> Binding<'_> {
    Binding {
        table: "search",
        row: id.as_bytes(),
        column: "sealed",
        version: month,
    }
}
