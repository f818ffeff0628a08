//! How a command reaches the desk: through `DIR/control.sock` while `serve` runs, else by opening the desk itself.
//! Either way the same [`Command`] is performed by the same code.
//!
//! On the socket (mode 0600, so only the operator's own account reaches it) a request is one JSON line; the answer
//! is JSON lines, any number of `progress` and then one `done` or `failed`.

mod client;
mod hand_over;
mod perform;
mod server;
mod take_out;

pub(crate) use client::Control;
pub(crate) use server::ControlServer;

use report::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What can be asked of the desk from the command line.
#[derive(Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub(crate) enum Command {
    OfficerAdd {
        name: String,
        role: Role,
    },
    OfficerAdmit {
        name: String,
        by: Login,
    },
    OfficerList,
    OfficerDisable {
        name: String,
        /// Who consents; a custodian is removed by two custodians.
        by: Option<Login>,
    },
    OfficerRelink {
        name: String,
        /// Who consents, as for disabling.
        by: Option<Login>,
    },
    OfficerPassword {
        by: Login,
        password: String,
    },
    SetupLinks,
    SetupComplete {
        link: String,
        password: String,
    },
    ReportList {
        by: Login,
        limit: i64,
        #[serde(default)]
        before: Option<String>,
    },
    ReportOpen {
        by: Login,
        id: String,
        reason: String,
    },
    /// The file is written by whoever performs this, as a backup is.
    ReportFile {
        by: Login,
        id: String,
        number: usize,
        reason: String,
        out: String,
    },
    /// The file is read by whoever performs this.
    ReportSendFile {
        by: Login,
        id: String,
        file: String,
    },
    ReportReply {
        by: Login,
        id: String,
        text: String,
        question: bool,
    },
    /// Says of each line whether it would be accepted now; accepts nothing.
    ImportLook {
        lines: Vec<String>,
    },
    Import {
        lines: Vec<ImportLine>,
    },
    TriageStatus,
    TriageCalibrate,
    TriageEvaluate,
    LogVerify {
        against: Option<String>,
    },
    LogHead {
        daily: bool,
    },
    LogProve {
        position: u64,
    },
    KeyringExport {
        file: String,
    },
    Backup {
        file: String,
    },
}

/// Name and password of whoever does it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// One line of a file to import.
#[derive(Serialize, Deserialize)]
pub(crate) struct ImportLine {
    /// The line's text.
    pub(crate) text: String,
    /// The receipt that the client chose for it, as English words.
    pub(crate) receipt: Option<String>,
}

/// One line of an answer.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reply {
    Progress(u64),
    Done(Value),
    Failed(String),
}
