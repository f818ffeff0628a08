//! A report that says who somebody is, and nothing that they did, sets nothing off: it is set aside, its reporter is told and can
//! say more, and it is destroyed early, sooner once a person has confirmed it.

use crate::kit::deeds::Filed;
use crate::kit::installation::{Installation, on_both_engines};
use report::Id;

const WHO: &str = "My neighbour is a foreigner with a strange religion and I do not trust him.";

impl Installation {
    fn file_who(&self) -> (Id, Filed) {
        let filed = self.file_report(WHO);
        self.drain_jobs();
        (self.newest(), filed)
    }

    /// Whether the report is still there after so many more days, each of them lived through.
    fn outlives(&self, filed: &Filed, days: i64) -> bool {
        self.turn_clock_hours(24 * days);
        self.keep_house();
        self.open_mailbox(&filed.receipt).status == 200
    }
}

#[test]
fn its_reporter_is_told_and_unconfirmed_it_is_destroyed_after_ninety_days() {
    on_both_engines(|house| {
        let (_, filed) = house.file_who();
        let mailbox = house.mailbox(&filed.receipt);
        assert_eq!(mailbox["set_aside"], true);
        assert_eq!(mailbox["kept_until"], "2027-02-20T08:00:00Z");
        assert!(house.outlives(&filed, 30) && house.outlives(&filed, 30));
        assert!(!house.outlives(&filed, 31));
    });
}

#[test]
fn confirmed_by_a_person_it_is_destroyed_after_a_week() {
    on_both_engines(|house| {
        let (id, filed) = house.file_who();
        let officer = house.at_desk("officer-1");
        let page = officer.get(&format!("/reports/{id}"));
        assert!(page.says("It says who somebody is and nothing that they did."));
        assert!(page.says("Confirm: destroy it in 7 days"));
        let confirmed = officer.press(&format!("/reports/{id}/decide"), &[("aside", "yes")]);
        assert!(
            confirmed.says("Confirmed: it is destroyed early"),
            "{}",
            confirmed.words()
        );
        assert!(!confirmed.says("Confirm: destroy it"));
        assert!(house.outlives(&filed, 6));
        assert!(!house.outlives(&filed, 2));
    });
}

#[test]
fn who_says_more_is_read_like_anybody_else() {
    on_both_engines(|house| {
        let (id, filed) = house.file_who();
        let officer = house.at_desk("officer-1");
        officer.press(&format!("/reports/{id}/decide"), &[("aside", "yes")]);
        house
            .amend(
                &filed.receipt,
                "On Monday he cut the fence of the waterworks with bolt cutters.",
            )
            .expect(201);
        let mailbox = house.mailbox(&filed.receipt);
        assert_eq!(
            (&mailbox["set_aside"], &mailbox["status"]),
            (&false.into(), &"received".into())
        );
        assert_eq!(mailbox["kept_until"], "2028-11-21T08:00:00Z");
        let wrote = officer.get("/queue?wrote=yes").listed();
        assert!(wrote.contains(&id.to_string()));
        assert!(house.outlives(&filed, 30));
    });
}

#[test]
fn an_officer_who_finds_a_deed_in_it_takes_it_up_again() {
    on_both_engines(|house| {
        let (id, filed) = house.file_who();
        let officer = house.at_desk("officer-1");
        officer.press(&format!("/reports/{id}/decide"), &[("level", "routine")]);
        assert_eq!(house.mailbox(&filed.receipt)["set_aside"], false);
        assert_eq!(
            house.mailbox(&filed.receipt)["kept_until"],
            "2028-11-21T08:00:00Z"
        );
    });
}

#[test]
fn what_describes_a_deed_beside_who_somebody_is_is_not_set_aside() {
    let house = Installation::on_sqlite();
    let filed = house.file_report(
        "My neighbour, a foreigner, photographed the gate of the barracks and the number plates of the trucks on Monday.",
    );
    house.drain_jobs();
    assert_eq!(house.mailbox(&filed.receipt)["set_aside"], false);
}
