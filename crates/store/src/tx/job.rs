//! Jobs: work that must be done once after its cause was committed, leased by workers.
//!
//! Times are seconds since 1970; a new job carries the start of its hour. A lease is a token: whoever still holds it
//! may complete the job, and a lease that expired is taken again with another token.

use ::report::Id;

use super::{Each, Tx};
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "job",
    true,
    "seq",
    &[
        ("kind", Kind::Text),
        ("report", Kind::Blob),
        ("run_at", Kind::Int),
        ("lease_until", Kind::Int),
        ("lease_token", Kind::Blob),
        ("attempts", Kind::Int),
        ("wrap", Kind::Blob),
        ("wrap_day", Kind::Int),
        ("set_aside", Kind::Text),
    ],
)
.keyless();

/// A job to be inserted.
#[derive(Clone)]
pub struct NewJob {
    pub kind: &'static str,
    pub report: Id,
    /// Seconds since 1970, not more exact than the hour.
    pub run_at: i64,
    /// The data key under the worker key of `wrap_day`, until the job is done.
    pub wrap: Option<Vec<u8>>,
    /// Days since 1970.
    pub wrap_day: i64,
}

/// A leased job.
#[derive(Clone, PartialEq, Eq)]
pub struct Job {
    pub seq: i64,
    pub kind: String,
    pub report: Id,
    /// This attempt included: 1 the first time.
    pub attempts: i64,
    pub wrap: Option<Vec<u8>>,
    pub wrap_day: i64,
    pub token: [u8; 16],
}

// A kind at a time, because a list of them would be another text for each length. Jobs that were tried before have an
// index of their own; fresh ones are found by walking the key from its start: done jobs are deleted, so they lie there.
macro_rules! claim {
    ($found:literal, $which:literal, $end:literal) => {
        concat!(
            "UPDATE job SET lease_until = $1, lease_token = $2, attempts = attempts + 1 WHERE seq ",
            $found,
            "(SELECT seq FROM job WHERE kind = $3 AND run_at <= $4 AND lease_until <= $5 AND set_aside IS NULL AND ",
            $which,
            " ORDER BY seq LIMIT $6",
            $end,
            " RETURNING seq, kind, report, attempts, wrap, wrap_day"
        )
    };
}

pub(crate) struct Claim {
    pub(crate) sqlite: &'static str,
    postgres: &'static str,
}

pub(crate) const TRIED: Claim = Claim {
    sqlite: claim!("IN ", "attempts > 0", ")"),
    postgres: claim!("= ANY(ARRAY", "attempts > 0", " FOR UPDATE SKIP LOCKED))"),
};
const FRESH: Claim = Claim {
    sqlite: claim!("IN ", "attempts = 0", ")"),
    postgres: claim!("= ANY(ARRAY", "attempts = 0", " FOR UPDATE SKIP LOCKED))"),
};

const COMPLETE: Each = Each {
    sqlite: "DELETE FROM job WHERE seq = $1 AND lease_token = $2 RETURNING seq",
    postgres: "DELETE FROM job USING unnest($1::bigint[], $2::bytea[]) AS done (seq, token) \
               WHERE job.seq = done.seq AND job.lease_token = done.token RETURNING job.seq",
    kinds: &[Kind::Int, Kind::Blob],
};

impl Tx<'_> {
    pub fn insert_job(&mut self, job: &NewJob) -> Result<(), Error> {
        self.insert(
            &TABLE,
            &[
                Value::Text(job.kind),
                Value::Blob(&job.report.0),
                Value::Int(job.run_at),
                Value::Int(0),
                Value::Null,
                Value::Int(0),
                Value::blob_or_null(job.wrap.as_deref()),
                Value::Int(job.wrap_day),
                Value::Null,
            ],
        )
    }

    /// Leases jobs that are due at `now_s` and that nobody holds, until `lease_until_s`: one that was tried before,
    /// and that one alone, for it may be what ended an earlier worker; or else up to `limit` fresh ones, those of the
    /// first kind before those of the second, oldest first. All get the same token.
    pub fn claim_jobs(
        &mut self,
        kinds: &[&str],
        now_s: i64,
        lease_until_s: i64,
        token: [u8; 16],
        limit: i64,
    ) -> Result<Vec<Job>, Error> {
        if limit <= 0 {
            return Ok(Vec::new());
        }
        for kind in kinds {
            let tried = self.claim(&TRIED, kind, now_s, lease_until_s, token, 1)?;
            if !tried.is_empty() {
                return Ok(tried);
            }
        }
        let mut claimed = Vec::new();
        let mut left = limit;
        for kind in kinds {
            if left <= 0 {
                break;
            }
            let mut jobs = self.claim(&FRESH, kind, now_s, lease_until_s, token, left)?;
            left -= i64::try_from(jobs.len()).unwrap_or(i64::MAX);
            claimed.append(&mut jobs);
        }
        Ok(claimed)
    }

    fn claim(
        &mut self,
        claim: &Claim,
        kind: &str,
        now_s: i64,
        lease_until_s: i64,
        token: [u8; 16],
        limit: i64,
    ) -> Result<Vec<Job>, Error> {
        let sql = if self.on_postgres() {
            claim.postgres
        } else {
            claim.sqlite
        };
        let values = [
            Value::Int(lease_until_s),
            Value::Blob(&token),
            Value::Text(kind),
            Value::Int(now_s),
            // No lease ends at 0, so a new job (0) is always free.
            Value::Int(now_s),
            Value::Int(limit),
        ];
        let mut jobs = self.all(sql, &values, |row| {
            Ok(Job {
                seq: row.int(0, "job.seq")?,
                kind: row.text(1, "job.kind")?,
                report: row.id(2, "job.report")?,
                attempts: row.int(3, "job.attempts")?,
                wrap: row.blob_or_null(4, "job.wrap")?.map(<[u8]>::to_vec),
                wrap_day: row.int(5, "job.wrap_day")?,
                token,
            })
        })?;
        jobs.sort_unstable_by_key(|job| job.seq);
        Ok(jobs)
    }

    /// Deletes the job, its wrap with it. `false` when the lease was lost: somebody else has it, or had it.
    pub fn complete_job(&mut self, seq: i64, token: [u8; 16]) -> Result<bool, Error> {
        let removed = self.execute(
            "DELETE FROM job WHERE seq = $1 AND lease_token = $2",
            &[Value::Int(seq), Value::Blob(&token)],
        )?;
        Ok(removed > 0)
    }

    /// [`Tx::complete_job`] for many jobs of one lease; the `seq` of those whose lease was not lost.
    pub fn complete_jobs(&mut self, seqs: &[i64], token: [u8; 16]) -> Result<Vec<i64>, Error> {
        let mut completed = Vec::with_capacity(seqs.len());
        let rows = seqs
            .iter()
            .map(|seq| [Value::Int(*seq), Value::Blob(&token)]);
        self.walk_each(&COMPLETE, rows, &mut |row| {
            completed.push(row.int(0, "job.seq")?);
            Ok(())
        })?;
        completed.sort_unstable();
        Ok(completed)
    }

    /// Gives the lease back; the job is due again at `run_at` (seconds). `false` when the lease was lost.
    pub fn retry_job(&mut self, seq: i64, token: [u8; 16], run_at: i64) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE job SET run_at = $1, lease_until = 0, lease_token = NULL WHERE seq = $2 AND lease_token = $3",
            &[Value::Int(run_at), Value::Int(seq), Value::Blob(&token)],
        )?;
        Ok(touched > 0)
    }

    /// Gives leases of one token back as if they had never been taken: what was done under them is to be done again,
    /// and no fault of the jobs. Leases that were lost meanwhile stay with whoever has them.
    pub fn give_back_jobs(&mut self, seqs: &[i64], token: [u8; 16]) -> Result<(), Error> {
        for seq in seqs {
            self.execute(
                "UPDATE job SET lease_until = 0, lease_token = NULL, attempts = attempts - 1 \
                 WHERE seq = $1 AND lease_token = $2",
                &[Value::Int(*seq), Value::Blob(&token)],
            )?;
        }
        Ok(())
    }

    /// Keeps the row with its cause (a code, not data) and takes its wrap away; nobody claims it any more. Of its time
    /// only the hour stays. `false` when the lease was lost.
    pub fn set_aside_job(&mut self, seq: i64, token: [u8; 16], cause: &str) -> Result<bool, Error> {
        let touched = self.execute(
            "UPDATE job SET set_aside = $1, wrap = NULL, lease_until = 0, lease_token = NULL, run_at = run_at - run_at % 3600 \
             WHERE seq = $2 AND lease_token = $3",
            &[Value::Text(cause), Value::Int(seq), Value::Blob(&token)],
        )?;
        Ok(touched > 0)
    }

    /// Of each kind: how many wait, are leased (whether or not the lease has expired), are set aside.
    pub fn job_counts(&mut self) -> Result<Vec<(String, i64, i64, i64)>, Error> {
        self.all(
            "SELECT kind, \
             CAST(SUM(CASE WHEN set_aside IS NULL AND lease_token IS NULL THEN 1 ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN set_aside IS NULL AND lease_token IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN set_aside IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) \
             FROM job GROUP BY kind ORDER BY kind",
            &[],
            |row| {
                Ok((
                    row.text(0, "job.kind")?,
                    row.int(1, "job.count")?,
                    row.int(2, "job.count")?,
                    row.int(3, "job.count")?,
                ))
            },
        )
    }

    /// The days whose worker key some job still needs, oldest first.
    pub fn job_days(&mut self) -> Result<Vec<i64>, Error> {
        self.all(
            "SELECT DISTINCT wrap_day FROM job WHERE wrap IS NOT NULL ORDER BY wrap_day",
            &[],
            |row| row.int(0, "job.wrap_day"),
        )
    }

    /// Takes away the wraps of days before `day` and tells how many. The jobs stay, for people.
    pub fn drop_wraps_before(&mut self, day: i64) -> Result<i64, Error> {
        let touched = self.execute(
            "UPDATE job SET wrap = NULL WHERE wrap_day < $1 AND wrap IS NOT NULL",
            &[Value::Int(day)],
        )?;
        Ok(i64::try_from(touched).unwrap_or(i64::MAX))
    }
}
