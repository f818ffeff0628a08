//! What the tests stand on.

pub(crate) mod answer;
pub(crate) mod deeds;
pub(crate) mod insider;
pub(crate) mod installation;
pub(crate) mod program;
