//! Somebody who watches the line: passes everything on, and counts what goes by without reading it.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What was seen of one line, in the order in which it went by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Went {
    There(usize),
    Back(usize),
}

/// A line to a server that is watched.
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Went>>>,
}

impl Relay {
    pub(crate) fn to(server: SocketAddr) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen: Arc<Mutex<Vec<Went>>> = Arc::default();
        let watched = Arc::clone(&seen);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(far) = TcpStream::connect(server) else {
                    return;
                };
                for (from, to, went) in [
                    (&client, &far, Went::There as fn(usize) -> Went),
                    (&far, &client, Went::Back),
                ] {
                    let (from, to) = (from.try_clone(), to.try_clone());
                    let (from, to) = (from.expect("a line"), to.expect("a line"));
                    let watched = Arc::clone(&watched);
                    std::thread::spawn(move || pass_on(from, to, went, &watched));
                }
            }
        });
        Relay { address, seen }
    }

    /// The round trips since it was asked last: how many bytes came back in each.
    pub(crate) fn round_trips(&self) -> Vec<usize> {
        let seen = std::mem::take(&mut *self.seen.lock().expect("nobody panicked"));
        let mut trips = Vec::new();
        let mut before = Went::Back(0);
        for went in seen {
            match (before, went) {
                (Went::Back(_), Went::There(_)) => trips.push(0),
                (_, Went::Back(bytes)) => *trips.last_mut().expect("something was asked") += bytes,
                _ => {}
            }
            before = went;
        }
        trips
    }
}

fn pass_on(
    mut from: TcpStream,
    mut to: TcpStream,
    went: fn(usize) -> Went,
    watched: &Mutex<Vec<Went>>,
) {
    let mut buffer = [0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        watched.lock().expect("nobody panicked").push(went(read));
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Write));
}
