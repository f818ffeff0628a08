//! Who may do what at the desk.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The role of a person who logs in at the desk (product.md, O1). A person has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes reports at the counter or the phone; sees the queue, opens nothing.
    Clerk,
    /// Opens and handles reports.
    Officer,
    /// Holds shares of identity keys; two custodians together open an identity.
    Custodian,
    /// Runs the installation; reads no report.
    Administrator,
    /// Reads the log and the figures: court, auditor, data-protection officer.
    Overseer,
}

/// The text names no role. The message lists the roles; the text comes from the operator's own command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown role: {given}; the roles are clerk, officer, custodian, administrator, overseer")]
pub struct UnknownRole {
    /// What was given instead.
    pub given: String,
}

impl Role {
    /// Every role, in the order in which they are listed to people.
    pub const ALL: [Role; 5] = [
        Role::Clerk,
        Role::Officer,
        Role::Custodian,
        Role::Administrator,
        Role::Overseer,
    ];

    /// The word on the command line, in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Clerk => "clerk",
            Role::Officer => "officer",
            Role::Custodian => "custodian",
            Role::Administrator => "administrator",
            Role::Overseer => "overseer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Role, UnknownRole> {
        let role = Role::ALL.into_iter().find(|role| role.as_str() == text);
        role.ok_or_else(|| UnknownRole {
            given: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_reads_back_from_its_word() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(
                serde_json::to_string(&role).expect("a word"),
                format!("\"{role}\"")
            );
        }
    }

    #[test]
    fn an_unknown_role_is_answered_with_the_roles() {
        let error = "Officer".parse::<Role>().expect_err("roles are lower case");
        insta::assert_snapshot!(error, @"unknown role: Officer; the roles are clerk, officer, custodian, administrator, overseer");
    }
}
