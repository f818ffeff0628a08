//! What the tests stand on.

pub(crate) mod answer;
pub(crate) mod at_the_desk;
pub(crate) mod browser;
pub(crate) mod deeds;
pub(crate) mod demo;
pub(crate) mod door;
pub(crate) mod founded;
pub(crate) mod http;
pub(crate) mod insider;
pub(crate) mod installation;
pub(crate) mod load;
pub(crate) mod people;
pub(crate) mod photo;
pub(crate) mod program;
pub(crate) mod queue;
pub(crate) mod reader;
pub(crate) mod relay;
pub(crate) mod remains;
pub(crate) mod running;
pub(crate) mod search;
pub(crate) mod sent;
pub(crate) mod served;
pub(crate) mod shared;
pub(crate) mod signed_in;
