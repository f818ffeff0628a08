//! People of a house: they are added, use their links, and are refused.

use super::installation::{Installation, password_of};
use desk::Failure;
use report::Role;

/// Adds somebody, whom nobody has admitted yet, and lets them set a password.
pub(crate) fn add(house: &Installation, name: &str, role: Role) {
    let link = house.desk().add_person(name, role, None).expect("added");
    house
        .desk()
        .complete_setup(&link, &password_of(name))
        .expect("set-up");
}

/// Lets somebody who is there already use their link.
pub(crate) fn set_up(house: &Installation, name: &str) {
    let links = house.desk().setup_links().expect("the links");
    let (_, link) = links
        .iter()
        .find(|(person, _)| person.name == name)
        .expect("a link");
    house
        .desk()
        .complete_setup(link, &password_of(name))
        .expect("set-up");
}

/// What somebody is told who is refused.
pub(crate) fn refused<T>(done: Result<T, Failure>) -> String {
    done.err()
        .map_or("done".to_owned(), |failure| failure.to_string())
}

/// How many pairs of keys the desk's circle has had.
pub(crate) fn pairs_of_the_desk(house: &Installation) -> usize {
    house.tables(|tx| tx.circle_keys("desk")).len()
}

/// Somebody who works here: added, set up, and let in by those who may.
pub(crate) fn admitted(house: &Installation, name: &str, role: Role) {
    add(house, name, role);
    let admitted = house.desk().admit(name, &house.officer());
    assert!(admitted.expect("admitted"));
}
