//! Who did something, as the log has it: a name to be read, and the ids that no name can imitate.

use crate::people::Person;
use crate::unlock::Unlocked;
use report::Id;

/// Who did something.
#[derive(Clone)]
pub(crate) struct Who {
    pub(crate) name: String,
    pub(crate) people: Vec<Id>,
}

/// The program by itself (`desk`), or whoever acts without a password (`administrator`).
impl From<&str> for Who {
    fn from(name: &str) -> Who {
        Who {
            name: name.to_owned(),
            people: Vec::new(),
        }
    }
}

impl From<&Person> for Who {
    fn from(person: &Person) -> Who {
        Who {
            name: person.name.clone(),
            people: vec![person.id],
        }
    }
}

/// Whoever unlocked their key, or nobody who did.
impl From<Option<&Unlocked>> for Who {
    fn from(by: Option<&Unlocked>) -> Who {
        by.map_or_else(|| "administrator".into(), |by| (&by.person).into())
    }
}

/// Several together. No name has a comma (see `names`), so the joined one is no person's.
impl From<&[&Unlocked]> for Who {
    fn from(together: &[&Unlocked]) -> Who {
        let names: Vec<&str> = together.iter().map(|by| by.person.name.as_str()).collect();
        Who {
            name: names.join(", "),
            people: together.iter().map(|by| by.person.id).collect(),
        }
    }
}
