//! Sends what the desk has to tell: to a mail address or to a web hook, never a word of what was reported.

mod hook;
mod mail;

use anyhow::bail;
use desk::{Desk, Notice, NoticeKind};
use mail::Mail;
use report::Profile;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often it is looked whether there is something to tell.
const LOOK: Duration = Duration::from_secs(1);
/// How long a mail server or a hook may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A notice in words, in both languages.
struct Told {
    subject: String,
    text: String,
    notice: Notice,
}

/// Whoever sends. Dropping it stops that and waits for it.
pub(crate) struct Notices {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Notices {
    /// Starts to send, if anybody is on the roster.
    ///
    /// # Errors
    /// What is missing or wrong of what sends.
    pub(crate) fn start(desk: &Desk, password: Option<&Path>) -> anyhow::Result<Notices> {
        let stop = Arc::new(AtomicBool::new(false));
        let profile = desk.profile();
        let roster = profile.notices.roster();
        if roster.is_empty() {
            return Ok(Notices { stop, thread: None });
        }
        let needs_mail = roster.iter().any(|one| one.starts_with("mailto:"));
        let mail = match needs_mail {
            true if profile.notices.mail_server.is_empty() => {
                bail!("notices.roster names a mail address, and notices.mail_server is empty")
            }
            true => Some(Mail::open(&profile.notices, password, PATIENCE)?),
            false => None,
        };
        let hooks = hook::Hooks::open(PATIENCE)?;
        let (desk, stopped) = (desk.clone(), Arc::clone(&stop));
        let thread = std::thread::Builder::new()
            .name("notices".to_owned())
            .spawn(move || {
                while !stopped.load(Ordering::Acquire) {
                    match desk.notices_due() {
                        Ok(due) => due.iter().for_each(|notice| {
                            tell(&desk, notice, mail.as_ref(), &hooks);
                        }),
                        Err(failure) => {
                            tracing::warn!(%failure, "it could not be looked whether somebody is to be told something");
                        }
                    }
                    std::thread::sleep(LOOK);
                }
            })?;
        Ok(Notices {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // If it panicked it has said so already.
            drop(thread.join());
        }
    }
}

/// Sends a notice to whom it is for. Whom it does not reach it says by their place, not by their address.
fn tell(desk: &Desk, notice: &Notice, mail: Option<&Mail>, hooks: &hook::Hooks) {
    let profile = desk.profile();
    let told = in_words(profile, notice);
    let roster = profile.notices.roster();
    let mut reached = false;
    for (place, address) in roster.iter().enumerate() {
        if notice.whom.is_some_and(|whom| whom != place) {
            continue;
        }
        let sent = match (address.strip_prefix("mailto:"), mail) {
            (Some(to), Some(mail)) => mail.send(to, &told),
            (Some(_), None) => Err(anyhow::anyhow!("there is no mail server")),
            (None, _) => hooks.send(address, &told),
        };
        match sent {
            Ok(()) => reached = true,
            Err(error) => {
                let number = place + 1;
                tracing::error!(number, %error, "number {number} of the roster could not be told");
            }
        }
    }
    if !reached && let Err(failure) = desk.notice_failed(notice) {
        tracing::error!(%failure, "nor could the next be");
    }
}

/// How many reports, how soon, and where to go; nothing else.
fn in_words(profile: &Profile, notice: &Notice) -> Told {
    let (site, notices) = (&profile.site, &profile.notices);
    let n = notice.reports;
    let reports = if n == 1 { "report" } else { "reports" };
    let minutes = notices.acknowledge_minutes;
    let (en, zh) = match notice.kind {
        NoticeKind::Now => (
            format!(
                "{n} {reports} at {}: somebody is needed now. If nobody takes it on or says at the queue that they saw this, the next is told in {minutes} minutes.",
                site.name_en
            ),
            format!(
                "{}：有 {n} 条线索须立即处理。若无人接手，也无人在待办页确认看到通知，{minutes} 分钟后通知下一位。",
                site.name_zh
            ),
        ),
        NoticeKind::Warning => (
            format!(
                "{n} {reports} at {} will be due within {} hours.",
                site.name_en, notices.warning_hours
            ),
            format!(
                "{}：有 {n} 条线索将在 {} 小时内到期。",
                site.name_zh, notices.warning_hours
            ),
        ),
        NoticeKind::Breach => (
            format!(
                "{n} {reports} at {} went past their deadline within the last hour or so.",
                site.name_en
            ),
            format!("{}：有 {n} 条线索刚刚逾期。", site.name_zh),
        ),
        NoticeKind::Escalation => (
            format!(
                "{n} {reports} at {} went past their deadline {} hours ago, and nothing was done.",
                site.name_en, notices.escalation_hours
            ),
            format!(
                "{}：有 {n} 条线索逾期已达 {} 小时，仍未处理。",
                site.name_zh, notices.escalation_hours
            ),
        ),
    };
    let subject = match notice.kind {
        NoticeKind::Now => "Somebody is needed now / 请立即查看受理台",
        NoticeKind::Warning => "Deadlines are near / 线索即将到期",
        NoticeKind::Breach => "Deadlines passed / 线索已经逾期",
        NoticeKind::Escalation => "Nothing was done since a deadline passed / 线索逾期未处理",
    };
    let mut text = format!("{en}\n\n{zh}\n");
    if !notices.desk_address.is_empty() {
        text.push('\n');
        text.push_str(&notices.desk_address);
        text.push('\n');
    }
    Told {
        subject: subject.to_owned(),
        text,
        notice: *notice,
    }
}
