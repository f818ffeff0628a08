//! Commands become deeds here, and failures become sentences.

use super::hand_over::hand_over;
use super::take_out::take_out;
use super::{Command, ImportLine, Login};
use crate::commands::backup::missing as missing_files;
use crate::commands::triage;
use desk::{
    BackupMistake, Desk, Failure, ImportedLine, ListedFile, OpenedReport, Receipt, SetupLink,
    Unlocked,
};
use report::{Id, Line, Problem, hex};
use serde_json::{Value, json};
use std::path::Path;

/// Performs a command; blocks until it is done.
pub(super) fn perform(
    desk: &Desk,
    command: Command,
    progress: impl Fn(u64) + Send + Sync + 'static,
) -> Result<Value, String> {
    match command {
        Command::OfficerAdd { name, role } => {
            let link = desk
                .add_person(&name, role, None)
                .map_err(failure_sentence)?;
            Ok(
                json!({ "name": name, "role": role.as_str(), "state": "pending", "link": link.text() }),
            )
        }
        Command::OfficerAdmit { name, by } => {
            let by = unlock(desk, &by)?;
            let active = desk.admit(&name, &by).map_err(nobody(&name))?;
            Ok(json!({ "name": name, "active": active }))
        }
        Command::OfficerList => {
            let people = desk.people().map_err(failure_sentence)?;
            let people = people.iter().map(|person| {
                json!({
                    "name": person.name,
                    "role": person.role.as_str(),
                    "state": person.state.as_str(),
                    "awaits_setup": person.awaits_setup,
                })
            });
            Ok(Value::Array(people.collect()))
        }
        Command::OfficerDisable { name, by } => {
            let by = by.map(|by| unlock(desk, &by)).transpose()?;
            let disabled = desk.disable(&name, by.as_ref()).map_err(nobody(&name))?;
            // `active` still: one custodian has agreed, another one is needed.
            let state = if disabled { "disabled" } else { "active" };
            Ok(json!({ "name": name, "state": state }))
        }
        Command::OfficerRelink { name, by } => {
            let by = by.map(|by| unlock(desk, &by)).transpose()?;
            let link = desk.relink(&name, by.as_ref()).map_err(nobody(&name))?;
            // `active` still: one custodian has agreed, another one is needed.
            let state = if link.is_some() { "pending" } else { "active" };
            let link = link.map(|link| link.text());
            Ok(json!({ "name": name, "state": state, "link": link }))
        }
        Command::OfficerPassword { by, password } => {
            let old = by.password.as_bytes();
            let person = desk.change_password(&by.name, old, &password);
            Ok(json!({ "name": person.map_err(failure_sentence)?.name, "password": "changed" }))
        }
        Command::SetupLinks => {
            let links = desk.setup_links().map_err(failure_sentence)?;
            let links = links.iter().map(|(person, link)| {
                json!({ "name": person.name, "role": person.role.as_str(), "link": link.text() })
            });
            Ok(Value::Array(links.collect()))
        }
        Command::SetupComplete { link, password } => {
            let link = SetupLink::parse(&link).ok_or("this is not a set-up link")?;
            let person = desk
                .complete_setup(&link, &password)
                .map_err(failure_sentence)?;
            Ok(
                json!({ "name": person.name, "role": person.role.as_str(), "state": person.state.as_str() }),
            )
        }
        Command::ReportList { by, limit, before } => {
            let by = unlock(desk, &by)?;
            let before = before.map(|id| find(desk, &by, &id)).transpose()?;
            let reports = desk.list_reports(&by, before, limit);
            let reports = reports.map_err(failure_sentence)?;
            let reports = reports.iter().map(|report| {
                json!({
                    "id": report.id.to_string(),
                    "status": report.status.as_str(),
                    "hour": report.hour.to_string(),
                    "named": report.named,
                    "language": report.reading.as_ref().map(|reading| reading.language.clone()),
                    "characters": report.reading.as_ref().map(|reading| reading.characters),
                    "left_to_people": report.left_to_people,
                })
            });
            Ok(Value::Array(reports.collect()))
        }
        Command::ReportOpen { by, id, reason } => {
            let by = unlock(desk, &by)?;
            let id = find(desk, &by, &id)?;
            Ok(opened(
                &desk
                    .open_report(&by, id, &reason)
                    .map_err(failure_sentence)?,
            ))
        }
        Command::ReportFile {
            by,
            id,
            number,
            reason,
            out,
        } => {
            let by = unlock(desk, &by)?;
            let id = find(desk, &by, &id)?;
            take_out(desk, &by, id, number, &reason, Path::new(&out), progress)
        }
        Command::ReportSendFile { by, id, file } => {
            let by = unlock(desk, &by)?;
            let id = find(desk, &by, &id)?;
            hand_over(desk, &by, id, Path::new(&file), progress)
        }
        Command::ReportReply {
            by,
            id,
            text,
            question,
        } => {
            let by = unlock(desk, &by)?;
            let id = find(desk, &by, &id)?;
            let status = desk.reply(&by, id, &text, question);
            let status = status.map_err(failure_sentence)?;
            Ok(json!({ "id": id.to_string(), "status": status.as_str() }))
        }
        Command::ImportLook { lines } => look(desk, &lines),
        Command::Import { lines } => import(desk, lines),
        Command::TriageStatus => {
            let status = desk.triage_status().map_err(failure_sentence)?;
            Ok(triage::status(&status))
        }
        Command::TriageCalibrate => {
            let status = desk.calibrate().map_err(failure_sentence)?;
            Ok(triage::status(&status))
        }
        Command::TriageEvaluate => {
            let evaluation = desk.evaluate().map_err(failure_sentence)?;
            Ok(triage::evaluation(
                &evaluation,
                &["signatures", "words", "neighbours"],
            ))
        }
        Command::LogVerify { against } => {
            let verified = desk
                .verify_log(against.as_deref(), progress)
                .map_err(failure_sentence)?;
            Ok(
                json!({ "size": verified.size, "kept": verified.kept, "problems": verified.problems }),
            )
        }
        Command::LogHead { daily } => {
            let head = if daily {
                desk.daily_head()
            } else {
                desk.live_head()
            };
            let note = head
                .map_err(failure_sentence)?
                .ok_or("the log has no head yet")?;
            Ok(json!({ "note": note, "daily": daily, "key": desk.log_key() }))
        }
        Command::LogProve { position } => {
            let proof = desk.prove(position).map_err(missing(format!(
                "there is no entry at position {position} under the newest head"
            )))?;
            Ok(json!({
                "leaf": hex(&proof.leaf),
                "index": proof.index,
                "path": proof.path.iter().map(|hash| hex(hash)).collect::<Vec<_>>(),
                "head": proof.head,
                "key": desk.log_key(),
            }))
        }
        Command::KeyringExport { file } => {
            desk.export_keyring(Path::new(&file))
                .map_err(|failure| match failure {
                    Failure::File(error) => format!("{file} cannot be written: {error}"),
                    other => failure_sentence(other),
                })?;
            Ok(json!({ "file": file, "sealed": desk.keyring_has_secret() }))
        }
        Command::Backup { file } => {
            let backup = desk
                .backup(Path::new(&file))
                .map_err(|mistake| match mistake {
                    BackupMistake::File(error) => format!("{file} cannot be written: {error}"),
                    BackupMistake::Failure(failure) => failure_sentence(failure),
                    other => other.to_string(),
                })?;
            Ok(
                json!({ "file": file, "rows": backup.rows, "files": backup.files,
                    "missing_files": missing_files(&backup.missing), "restorable_until": backup.restorable_until.to_string() }),
            )
        }
    }
}

fn unlock(desk: &Desk, login: &Login) -> Result<Unlocked, String> {
    desk.unlock(&login.name, login.password.as_bytes())
        .map_err(failure_sentence)
}

fn find(desk: &Desk, by: &Unlocked, id: &str) -> Result<Id, String> {
    desk.find_report(by, id)
        .map_err(missing(format!("there is no report {id} here")))
}

/// A failure as a sentence; of what is not here, this one.
pub(super) fn missing(what: String) -> impl FnOnce(Failure) -> String {
    move |failure| match failure {
        Failure::Unknown => what,
        other => failure_sentence(other),
    }
}

fn nobody(name: &str) -> impl FnOnce(Failure) -> String {
    missing(format!(
        "nobody here is called {name:?}; `tipline officer list` lists everybody"
    ))
}

/// What would become of each line: its problems, or its id and whether it is new.
fn look(desk: &Desk, lines: &[String]) -> Result<Value, String> {
    let limits = desk.profile().limits();
    let parsed: Vec<_> = lines
        .iter()
        .map(|line| Line::parse(line.as_bytes(), &limits))
        .collect();
    let ids: Vec<&str> = parsed
        .iter()
        .flatten()
        .map(|line| line.id.as_str())
        .collect();
    let fresh = desk.fresh_lines(&ids).map_err(failure_sentence)?;
    let mut fresh = fresh.into_iter();
    let looked = parsed.iter().map(|line| match line {
        Ok(line) => json!({ "id": line.id, "fresh": fresh.next() }),
        Err(problems) => json!({ "problems": problems }),
    });
    Ok(Value::Array(looked.collect()))
}

fn import(desk: &Desk, lines: Vec<ImportLine>) -> Result<Value, String> {
    let limits = desk.profile().limits();
    let keeps_names = desk.keeps_names().map_err(failure_sentence)?;
    let mut results = Vec::with_capacity(lines.len());
    let mut good = Vec::new();
    for (place, line) in lines.into_iter().enumerate() {
        match Line::parse(line.text.as_bytes(), &limits) {
            Err(problems) => results.push(json!({ "problems": problems })),
            Ok(parsed) if parsed.draft.contact.is_some() && !keeps_names => {
                results.push(json!({ "problems": [nobody_keeps_names()] }));
            }
            Ok(parsed) => {
                let receipt = line.receipt.map(|words| Receipt::parse(&words)).transpose();
                let receipt = receipt.map_err(|mistake| mistake.to_string())?;
                results.push(json!({ "id": parsed.id }));
                good.push((
                    place,
                    ImportedLine {
                        line: parsed,
                        receipt,
                    },
                ));
            }
        }
    }
    let (places, good): (Vec<usize>, Vec<ImportedLine>) = good.into_iter().unzip();
    let accepted = desk.import_reports(good).map_err(failure_sentence)?;
    for (place, accepted) in places.into_iter().zip(accepted) {
        results[place]["accepted"] = Value::Bool(accepted);
    }
    Ok(Value::Array(results))
}

fn nobody_keeps_names() -> Problem {
    Problem::new(
        "contact",
        "no-custodians",
        "Too few custodians have completed their set-up to keep a name. Import this line again when they have.",
        "完成设置的保管人不足，暂时无法保管姓名。请待其完成设置后重新导入此行。",
    )
}

fn opened(report: &OpenedReport) -> Value {
    let content = &report.content;
    let place = content.place.as_ref().map(|place| {
        json!({ "text": place.text, "lat": place.lat, "lon": place.lon, "accuracy_m": place.accuracy_m })
    });
    let observed = content
        .observed
        .as_ref()
        .map(|span| json!({ "from": span.from, "to": span.to }));
    let messages = (1..).zip(&report.messages).map(|(number, message)| {
        json!({
            "number": number,
            "question": message.question,
            "from": message.author.side(),
            "kind": message.kind.as_str(),
            "at": message.at.to_string(),
            "text": message.text,
        })
    });
    json!({
        "id": report.id.to_string(),
        "status": report.status.as_str(),
        "named": report.named,
        "accepted_at": content.accepted_at.to_string(),
        "received_at": content.received_at.map(|at| at.to_string()),
        "source": content.source,
        "category": content.category,
        "text": content.text,
        "place": place,
        "observed": observed,
        "language": report.reading.as_ref().map(|reading| reading.language.clone()),
        "kept_until": report.kept_until.to_string(),
        "files": report.files.iter().map(file).collect::<Vec<_>>(),
        // The first message is the report itself, which stands above.
        "messages": messages.skip(1).collect::<Vec<_>>(),
    })
}

fn file(file: &ListedFile) -> Value {
    json!({
        "number": file.number,
        "from": file.from.side(),
        "name": file.name,
        "media_type": file.media_type,
        "bytes": file.size,
        "cleaned": file.cleaned,
        "at": file.at.to_string(),
    })
}

pub(super) fn failure_sentence(failure: Failure) -> String {
    crate::sentence(&failure.into())
}
