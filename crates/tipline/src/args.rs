//! The command line.

use clap::{Args as Arguments, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A public hotline: reports come in sealed, officers open them by name and in writing, reporters can come back.
#[derive(Parser)]
#[command(name = "tipline", version, about, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show everything with sample reports in a throw-away directory
    Demo(Demo),
    /// Run the hotline
    Serve(Serve),
    /// Show set-up links not yet used (on a terminal only), or complete one
    Setup(Setup),
    /// Add, admit, list or disable the people who work here; new links and passwords
    Officer(Officer),
    /// List, open or answer reports as an officer
    Report(Report),
    /// Accept each line of report JSONL files as a report
    Import(Import),
    /// Print what each line of report JSONL says, in order; nothing is stored
    Read(Read),
    /// What the program may decide alone: how it stands, test it anew, try it
    Triage(Triage),
    /// Verify the log, show its head, prove an entry
    Log(Log),
    /// Export the keyring
    Keyring(Keyring),
    /// Write a backup into a directory, while everything goes on
    Backup(Backup),
    /// Restore a backup into an empty data directory
    Restore(Restore),
    /// Print what a torrc takes to lead an onion service here
    Onion(Onion),
    /// Print the API's OpenAPI document
    Openapi,
    /// Print completions for a shell
    Completions {
        /// bash, elvish, fish, powershell or zsh
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
    /// Make and measure a large log (for benchmarks)
    #[command(hide = true)]
    BenchLog(BenchLog),
    /// Receive a file of this length and measure it (for benchmarks)
    #[command(hide = true)]
    BenchFile(BenchFile),
    /// Fill an installation and measure its console (for benchmarks)
    #[command(hide = true)]
    BenchConsole(BenchConsole),
    /// Read reports and measure how long each takes (for benchmarks)
    #[command(hide = true)]
    BenchRead(BenchRead),
}

/// The data directory where nobody says.
pub(crate) const DATA: &str = "./tipline-data";

/// Where an installation is, and what opens its keyring. Taken before and after a deed's own word alike.
#[derive(Arguments, Clone)]
pub(crate) struct Place {
    /// Data directory
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = DATA,
        env = "TIPLINE_DATA"
    )]
    pub(crate) data: PathBuf,
    /// Settings (TOML); each can be left out
    #[arg(long, global = true, value_name = "FILE", env = "TIPLINE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// PostgreSQL instead of the SQLite file in the data directory: postgres://user@host/name?sslmode=require
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "TIPLINE_DATABASE",
        hide_env_values = true
    )]
    pub(crate) database: Option<String>,
    /// File with the start-up secret that the keyring is sealed under (systemd: the credential `tipline-secret`)
    #[arg(long, global = true, value_name = "FILE", env = "TIPLINE_SECRET_FILE")]
    pub(crate) secret_file: Option<PathBuf>,
}

#[derive(Arguments)]
pub(crate) struct Demo {
    /// Public listener
    #[arg(long, value_name = "ADDR")]
    pub(crate) public: Option<SocketAddr>,
    /// Desk listener
    #[arg(long, value_name = "ADDR")]
    pub(crate) desk: Option<SocketAddr>,
    /// Health and metrics
    #[arg(long, value_name = "ADDR")]
    pub(crate) ops: Option<SocketAddr>,
}

#[derive(Arguments)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Public listener [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "TIPLINE_PUBLIC")]
    pub(crate) public: Option<SocketAddr>,
    /// A second public listener, for the onion service of a Tor process on this machine (loopback only): a flood at one
    /// of the two takes nothing from the other
    #[arg(long, value_name = "ADDR", env = "TIPLINE_ONION")]
    pub(crate) onion: Option<SocketAddr>,
    /// Desk listener: the officers' pages [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDR", env = "TIPLINE_DESK")]
    pub(crate) desk: Option<SocketAddr>,
    /// A name by which browsers reach the desk, as desk.example.org; give it once for each. Any other is refused then
    #[arg(
        long = "desk-host",
        value_name = "NAME",
        env = "TIPLINE_DESK_HOSTS",
        value_delimiter = ','
    )]
    pub(crate) desk_hosts: Vec<String>,
    /// Health and metrics [default: 127.0.0.1:8082]
    #[arg(long, value_name = "ADDR", env = "TIPLINE_OPS")]
    pub(crate) ops: Option<SocketAddr>,
    /// Phone listener (not in this version)
    #[arg(long, value_name = "ADDR")]
    pub(crate) phone: Option<SocketAddr>,
    /// A proxy in front speaks TLS and is the only one who can reach this address
    #[arg(long, env = "TIPLINE_BEHIND_PROXY", value_parser = clap::builder::BoolishValueParser::new())]
    pub(crate) behind_proxy: bool,
    /// Let other machines reach --ops, whose figures tell when somebody files: only where you alone can reach it
    #[arg(long)]
    pub(crate) ops_anywhere: bool,
    /// Certificate chain (PEM) for the public and the desk listener
    #[arg(long, value_name = "FILE", env = "TIPLINE_TLS_CERT")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key (PEM) for them
    #[arg(long, value_name = "FILE", env = "TIPLINE_TLS_KEY")]
    pub(crate) tls_key: Option<PathBuf>,
    /// The password of the mail server, alone on the first line of a file
    #[arg(long, value_name = "FILE", env = "TIPLINE_MAIL_PASSWORD_FILE")]
    pub(crate) mail_password_file: Option<PathBuf>,
    /// You have looked: the clock is right, although the service was away for more than 35 days
    #[arg(long)]
    pub(crate) clock_is_right: bool,
}

#[derive(Arguments)]
pub(crate) struct Onion {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The public door of the onion service, as `serve` has it
    #[arg(long, value_name = "ADDR", env = "TIPLINE_ONION")]
    pub(crate) onion: Option<SocketAddr>,
    /// The desk's door, as `serve` has it
    #[arg(long, value_name = "ADDR", env = "TIPLINE_DESK")]
    pub(crate) desk: Option<SocketAddr>,
}

#[derive(Arguments)]
pub(crate) struct Setup {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Complete the set-up of the person with this link: asks for the link unless it is given, then for the password
    /// to set. (A link that is given stands in the shell's history and, meanwhile, in the list of processes.)
    #[arg(long, value_name = "LINK", num_args = 0..=1)]
    pub(crate) complete: Option<Option<String>>,
    /// Read the new password from this file descriptor instead of asking
    #[arg(long, value_name = "N")]
    pub(crate) password_fd: Option<u32>,
}

#[derive(Arguments)]
pub(crate) struct Officer {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) deed: OfficerDeed,
}

#[derive(Subcommand)]
pub(crate) enum OfficerDeed {
    /// Add a person; they are pending until somebody admits them
    Add {
        /// How they will be named in the log
        name: String,
        /// clerk, officer, custodian, administrator or overseer
        #[arg(long)]
        role: report::Role,
    },
    /// Admit a pending person (a custodian: two custodians, one after the other)
    Admit {
        /// Whom
        name: String,
        #[command(flatten)]
        by: Login,
    },
    /// List everybody
    List,
    /// End somebody's access (a custodian's: two custodians, one after the other)
    Disable {
        /// Whose
        name: String,
        #[command(flatten)]
        by: Consent,
    },
    /// Give a new set-up link to somebody who forgot their password; they are pending until admitted again
    Relink {
        /// To whom
        name: String,
        #[command(flatten)]
        by: Consent,
    },
    /// Change your own password
    Password {
        #[command(flatten)]
        by: Login,
        /// Read the new password from this file descriptor instead of asking
        #[arg(long, value_name = "N")]
        new_password_fd: Option<u32>,
    },
}

/// Who does it.
#[derive(Arguments)]
pub(crate) struct Login {
    /// Your name at this desk
    // An id of its own: `officer admit NAME` has a `name` too, and clap would take the two for one.
    #[arg(id = "as", long = "as", value_name = "NAME", env = "TIPLINE_AS")]
    pub(crate) name: String,
    /// Read the password from this file descriptor instead of asking
    #[arg(long, value_name = "N")]
    pub(crate) password_fd: Option<u32>,
}

/// Who agrees, where not everything takes somebody's consent. No `Option<Login>`: clap would ask for `--as` all the same.
#[derive(Arguments)]
pub(crate) struct Consent {
    /// Your name at this desk, where it takes your consent
    #[arg(id = "as", long = "as", value_name = "NAME", env = "TIPLINE_AS")]
    name: Option<String>,
    /// Read the password from this file descriptor instead of asking
    #[arg(long, value_name = "N")]
    password_fd: Option<u32>,
}

impl Consent {
    pub(crate) fn by(&self) -> Option<Login> {
        Some(Login {
            name: self.name.clone()?,
            password_fd: self.password_fd,
        })
    }
}

#[derive(Arguments)]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) deed: ReportDeed,
}

#[derive(Subcommand)]
pub(crate) enum ReportDeed {
    /// List reports, the newest first
    List {
        #[command(flatten)]
        by: Login,
        /// How many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1000))]
        limit: i64,
        /// Only reports older than this one: its number, or the first characters of it
        #[arg(long, value_name = "NUMBER")]
        before: Option<String>,
    },
    /// Open a report; who, when and why are in the log before anything is shown
    Open {
        /// Its number, or the first characters of it
        id: String,
        /// Why you open it
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        by: Login,
    },
    /// Write a file of a report into a new file of yours; who, when, which and why are in the log before anything is read
    File {
        /// The report's number, or the first characters of it
        id: String,
        /// The file's number: `report open` lists them
        #[arg(value_name = "N")]
        number: usize,
        /// Why you open it
        #[arg(long)]
        reason: String,
        /// Where to (yours alone, mode 0600); never over a file that is there
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        by: Login,
    },
    /// Send the reporter a file; they find it in their mailbox under the name that it has here
    SendFile {
        /// The report's number, or the first characters of it
        id: String,
        /// The file. What it tells of whoever made it (position, names) goes with it
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        by: Login,
    },
    /// Answer the reporter; the text comes from standard input unless given
    Reply {
        /// Its number, or the first characters of it
        id: String,
        /// The answer
        #[arg(long)]
        text: Option<String>,
        /// It is a question that wants an answer
        #[arg(long)]
        question: bool,
        #[command(flatten)]
        by: Login,
    },
}

#[derive(Arguments)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Report JSONL, plain or .gz; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Issue receipts into this file (yours alone, mode 0600; made when it is not there); without it nobody gets one
    #[arg(long, value_name = "FILE")]
    pub(crate) receipts: Option<PathBuf>,
}

#[derive(Arguments)]
pub(crate) struct Read {
    /// Report JSONL, plain or .gz; `-`, or none at all, is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The zone of times that say none, by its IANA name
    #[arg(long, value_name = "ZONE", default_value = "Asia/Shanghai")]
    pub(crate) zone: String,
}

#[derive(Arguments)]
pub(crate) struct Triage {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) deed: TriageDeed,
}

#[derive(Subcommand)]
pub(crate) enum TriageDeed {
    /// Show the certificates: cases, errors, bound, coverage, what is missing, alarms
    Status,
    /// Learn from what people decided, test it on later decisions, and put in force what that earns
    Calibrate,
    /// Show what the models are worth on what people decided, or on a file; nothing is put in force
    Evaluate {
        /// Lines of JSON with `text` and `label` (up to four different ones), in the order of their time: a proxy, for no
        /// person decided them here
        file: Option<PathBuf>,
    },
}

#[derive(Arguments)]
pub(crate) struct Log {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) deed: LogDeed,
}

#[derive(Subcommand)]
pub(crate) enum LogDeed {
    /// Check every entry, the tree, the signed head, and an earlier head that somebody kept
    Verify {
        /// An earlier head, as `tipline log head` printed it, or the signed note alone
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
    },
    /// Print the newest signed head, with the public key that it is checked with
    ///
    /// The head is a C2SP checkpoint (a signed note), the key its verifier key (NAME+HASH+KEY, a vkey): any tool that
    /// knows these checks the signature. Hand the key out once, by another way than the heads.
    Head {
        /// The newest daily head: the one that may leave the building
        #[arg(long)]
        daily: bool,
    },
    /// Prove that an entry stands in the log
    ///
    /// The proof is that of RFC 6962, section 2.1.1: from the hash of the entry (`leaf`) at its position (`index`),
    /// the `path` leads to the root in the signed `head`, which is checked with `key`.
    Prove {
        /// The entry's position, counted from 0: `proof.index` in a reporter's mailbox
        position: u64,
    },
}

#[derive(Arguments)]
pub(crate) struct Keyring {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) deed: KeyringDeed,
}

#[derive(Subcommand)]
pub(crate) enum KeyringDeed {
    /// Write the keyring to one medium that you overwrite each time
    Export {
        /// The file
        file: PathBuf,
    },
}

#[derive(Arguments)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Directory that the backup is written into
    pub(crate) dir: PathBuf,
}

#[derive(Arguments)]
pub(crate) struct Restore {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Directory that `tipline backup` wrote
    pub(crate) dir: PathBuf,
    /// The exported keyring, unless it lies in the data directory already
    #[arg(long, value_name = "FILE")]
    pub(crate) keyring: Option<PathBuf>,
}

#[derive(Arguments)]
pub(crate) struct BenchRead {
    /// Report JSONL, plain or .gz
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Arguments)]
pub(crate) struct BenchLog {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Append this many entries by a bulk path
    #[arg(long)]
    pub(crate) entries: Option<u64>,
    /// Leave the sealed entries out, as after their retention
    #[arg(long)]
    pub(crate) bare: bool,
    /// Measure this many inclusion proofs
    #[arg(long)]
    pub(crate) prove: Option<u64>,
}

#[derive(Arguments)]
pub(crate) struct BenchConsole {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Reports altogether; an installation that is there already is taken as it is
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) reports: usize,
    /// Of them so many open
    #[arg(long, default_value_t = 100_000)]
    pub(crate) open: usize,
    /// How often each thing is asked for
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: u32,
    /// What is searched for: frequent words, rare ones, Chinese, sentences
    #[arg(long, value_delimiter = ',', default_values = [
        "drone", "airport runway", "balloon", "zebra", "\"of the runway\"", "噪音", "物业", "施工扰民", "“施工噪音”",
    ])]
    pub(crate) words: Vec<String>,
    /// Goes on answering afterwards, for a browser, until its input ends
    #[arg(long)]
    pub(crate) stay: bool,
    /// Lines to be accepted over and over (JSONL, gzip)
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Arguments)]
pub(crate) struct BenchFile {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Length of the file
    #[arg(long, default_value_t = 1024)]
    pub(crate) mib: u64,
    /// Without the plain file beside it
    #[arg(long)]
    pub(crate) alone: bool,
    /// How often, a plain file before each
    #[arg(long, default_value_t = 2)]
    pub(crate) rounds: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// clap looks at a subcommand only when it is used; this looks at all of them.
    #[test]
    fn every_command_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn an_officer_admits_somebody_else() {
        let words = ["tipline", "officer", "admit", "lin", "--as", "officer-1"];
        let Command::Officer(officer) = Args::try_parse_from(words).expect("understood").command
        else {
            panic!("another command");
        };
        let OfficerDeed::Admit { name, by } = officer.deed else {
            panic!("another deed");
        };
        assert_eq!((name.as_str(), by.name.as_str()), ("lin", "officer-1"));
    }
}
