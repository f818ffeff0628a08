//! A backup or a check of the log takes as long as its medium and its reader like, and nobody waits for it.

use crate::kit::installation::on_both_engines;
use rustix::fs::{Mode, OFlags};
use std::io::Read;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

#[test]
fn a_backup_that_nobody_takes_away_and_checks_of_the_log_keep_no_mailbox_waiting() {
    on_both_engines(|house| {
        let filed = house.file_report("Opened while the backup stands still.");
        house.sequence();
        let fifo = house.scratch("fifo");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        assert!(made.expect("coreutils").success());
        let house = &*house;
        std::thread::scope(|scope| {
            let backup = scope.spawn(|| house.desk().backup(&fifo).map(drop));
            let (begun, began) = mpsc::channel();
            let (go_on, checks): (Vec<_>, Vec<_>) = (0..6)
                .map(|_| {
                    let (go_on, wait) = mpsc::channel::<()>();
                    let (begun, wait) = (begun.clone(), Mutex::new(wait));
                    let check = scope.spawn(move || {
                        house.desk().verify_log(None, move |_| {
                            let _ = begun.send(());
                            let _ = wait.lock().expect("nobody panicked here").recv();
                        })
                    });
                    (go_on, check)
                })
                .unzip();
            for _ in 0..6 {
                began.recv().expect("it began");
            }
            let (answered, answer) = mpsc::channel();
            let receipt = &filed.receipt;
            scope.spawn(move || {
                let told = [
                    house.message(receipt, "Added meanwhile.").status,
                    house.open_mailbox(receipt).status,
                    u16::from(house.wait(house.desk().ready())),
                ];
                let _ = answered.send(told);
            });
            let told = answer.recv_timeout(Duration::from_secs(20));

            // Everything comes to its end before anything is judged: who panics here would wait for it for ever.
            drop(go_on);
            let checks: Vec<_> = checks.into_iter().map(|check| check.join()).collect();
            // Opened without waiting for the other end, whatever the backup does with its file.
            let end = rustix::fs::open(&fifo, OFlags::RDONLY | OFlags::NONBLOCK, Mode::empty());
            let mut end = std::fs::File::from(end.expect("it opens"));
            while !backup.is_finished() {
                drop(end.read_to_end(&mut Vec::new()));
                std::thread::sleep(Duration::from_millis(5));
            }
            assert_eq!(told, Ok([201, 200, 1]));
            for check in checks {
                let checked = check.expect("no panic").expect("checked");
                assert!(checked.problems.is_empty(), "{:?}", checked.problems);
            }
        });
    });
}
