//! A place in a text that moves on as words are read: nothing is copied, nothing is looked at twice.

/// Where somebody reads in a text.
#[derive(Clone, Copy)]
pub(in crate::entities) struct Scan<'a> {
    /// The whole text.
    pub(in crate::entities) text: &'a str,
    /// Offset of the next character; always between two.
    pub(in crate::entities) at: usize,
}

impl<'a> Scan<'a> {
    pub(in crate::entities) fn new(text: &'a str, at: usize) -> Scan<'a> {
        Scan { text, at }
    }

    pub(in crate::entities) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(in crate::entities) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character before.
    pub(in crate::entities) fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// Moves behind this, if it comes next.
    pub(in crate::entities) fn eat(&mut self, piece: &str) -> bool {
        let next = self.rest().starts_with(piece);
        if next {
            self.at += piece.len();
        }
        next
    }

    /// Moves behind the first of these that comes next.
    pub(in crate::entities) fn eat_any(&mut self, pieces: &[&'static str]) -> Option<&'static str> {
        pieces.iter().copied().find(|piece| self.eat(piece))
    }

    /// Moves behind one space, if there is one: a run of them is one in a normal text.
    pub(in crate::entities) fn space(&mut self) -> bool {
        self.eat(" ")
    }

    /// The run of small letters that comes next; empty if there is none or it is longer than any word that is looked for.
    pub(in crate::entities) fn letters(&self) -> &'a str {
        let rest = self.rest();
        let run = rest.bytes().take(16);
        let long = run.take_while(u8::is_ascii_lowercase).count();
        match long {
            16 => "",
            long => &rest[..long],
        }
    }

    /// Moves behind this word, if it comes next and ends there.
    pub(in crate::entities) fn word(&mut self, word: &str) -> bool {
        let is = self.rest().starts_with(word) && !goes_on(self.text, self.at + word.len());
        if is {
            self.at += word.len();
        }
        is
    }

    /// Moves behind the first of these words that comes next.
    pub(in crate::entities) fn word_of(&mut self, words: &[&'static str]) -> Option<&'static str> {
        words.iter().copied().find(|word| self.word(word))
    }

    /// One to `most` digits, and how many; nothing if there are more.
    pub(in crate::entities) fn digits(&mut self, most: usize) -> Option<(u32, usize)> {
        let run = self.rest().bytes().take(most + 1);
        let long = run.take_while(u8::is_ascii_digit).count();
        if long == 0 || long > most {
            return None;
        }
        let value = self.rest()[..long].parse().ok()?;
        self.at += long;
        Some((value, long))
    }
}

/// Whether a letter or a digit without a gap stands here: then a word or number that ends here is a piece of another.
pub(in crate::entities) fn goes_on(text: &str, at: usize) -> bool {
    let next = text.as_bytes().get(at);
    next.is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether a word can begin here: no letter or digit stands before.
pub(in crate::entities) fn begins(text: &str, at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| text.as_bytes()[before]);
    !before.is_some_and(|before| before.is_ascii_alphanumeric())
}

/// At most so many bytes before this place, cut between characters.
pub(in crate::entities) fn shortly_before(text: &str, at: usize, bytes: usize) -> &str {
    let mut from = at.saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..at]
}

/// At most so many bytes from this place, cut between characters.
pub(in crate::entities) fn shortly_behind(text: &str, at: usize, bytes: usize) -> &str {
    let mut to = (at + bytes).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    &text[at..to]
}
