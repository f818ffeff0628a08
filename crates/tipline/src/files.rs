//! How many files this process may open: each connection is one, and so are what it brings or
//! takes, the doors, the database and the keyring.

use anyhow::bail;
use report::Intake;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use web::TURNED_AWAY;

/// The operator's door needs few connections.
pub(crate) const OPS_CONNECTIONS: usize = 32;

/// The officers' door: some six connections of a browser each.
pub(crate) const DESK_CONNECTIONS: usize = 128;

/// Files beside those of the public doors: the operator's and the officers' doors and those who are turned away there, and
/// what the database, the keyring, the control socket and a backup keep open.
const RESERVED: usize = OPS_CONNECTIONS + DESK_CONNECTIONS + 2 * TURNED_AWAY + 64;

/// Lets this process open as many files as the system allows, and gives how many connections fit at each of so many
/// public doors: those that are wanted, or an equal share of what there are files for, which is then said.
///
/// # Errors
/// When there are not even enough files for the server itself.
pub(crate) fn connections(intake: &Intake, doors: usize) -> anyhow::Result<usize> {
    let wanted = intake.connections;
    let Some(files) = raised() else {
        return Ok(wanted);
    };
    // Beside its connections a door has those whom it turns away, and the files that are on their way there.
    let reserved = RESERVED + doors * (TURNED_AWAY + intake.uploads);
    let fit = files.saturating_sub(reserved) / doors.max(1);
    if fit == 0 {
        bail!(
            "this process may open {files} files only; it needs {reserved} and one for each connection. Allow more: \
             `ulimit -n`, or LimitNOFILE= of systemd"
        );
    }
    if fit < wanted {
        let at_each = if doors > 1 {
            " at each public door"
        } else {
            ""
        };
        eprintln!(
            "This process may open {files} files only: {fit} connections are served at the same time{at_each} \
             instead of {wanted}. Allow more: `ulimit -n`, or LimitNOFILE= of systemd."
        );
    }
    Ok(wanted.min(fit))
}

/// The number of files after the soft limit was raised to the hard one; `None`: as many as one likes.
fn raised() -> Option<usize> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let all = Rlimit {
        current: maximum,
        maximum,
    };
    // Refused where "as many as one likes" is more than the system ever gives: then the soft limit holds.
    let now = match setrlimit(Resource::Nofile, all) {
        Ok(()) => maximum,
        Err(_) => current,
    };
    now.map(|files| usize::try_from(files).unwrap_or(usize::MAX))
}
