//! The files of a mailbox as they are listed, bounded in what they take of a page whatever they are called.

use super::view::View;
use super::{moment, size_in_words};
use askama::Template;
use desk::ListedFile;
use report::{shown_length, shown_length_of};

/// So many files on one page of them, the newest first.
const LISTED: usize = 8;

/// What a name takes of a page at most, in bytes of HTML. A longer one is shown by its beginning and its end.
const NAME: usize = 80;
/// Of these, for its end: there stands what kind of file it is.
const NAME_END: usize = 24;

#[derive(Template)]
#[template(path = "files.html")]
pub(crate) struct FilesShown {
    v: View,
    files: Vec<FileShown>,
    page: usize,
    pages: usize,
    page_of: String,
}

struct FileShown {
    number: usize,
    name: String,
    /// Whose it is, and from which day.
    when: String,
    size: String,
}

impl FilesShown {
    /// Page `wanted` of the files, from 1 (the newest).
    pub(crate) fn of(view: &View, files: &[ListedFile], wanted: usize) -> FilesShown {
        let pages = files.len().div_ceil(LISTED).max(1);
        let page = wanted.clamp(1, pages);
        let newest_first = files.iter().rev();
        let shown = newest_first.skip((page - 1) * LISTED).take(LISTED);
        let (at, of) = (page.to_string(), pages.to_string());
        FilesShown {
            v: view.clone(),
            files: shown.map(|file| FileShown::of(view, file)).collect(),
            page,
            pages,
            page_of: view.f("page-of", &[("at", &at), ("of", &of)]),
        }
    }
}

impl FileShown {
    fn of(view: &View, file: &ListedFile) -> FileShown {
        let when = moment::day(view, file.at);
        FileShown {
            number: file.number,
            name: shortened(&file.name),
            when: view.f("from-you", &[("when", &when)]),
            size: size_in_words(file.size),
        }
    }
}

/// A name that is too long, without its middle.
fn shortened(name: &str) -> String {
    if shown_length(name) <= NAME {
        return name.to_owned();
    }
    let end: Vec<char> = within(name.chars().rev(), NAME_END).collect();
    let begin = within(name.chars(), NAME - NAME_END - '…'.len_utf8());
    begin.chain(['…']).chain(end.into_iter().rev()).collect()
}

/// As many characters as fit into so many bytes.
fn within(chars: impl Iterator<Item = char>, bytes: usize) -> impl Iterator<Item = char> {
    chars.scan(bytes, |room, c| {
        *room = room.checked_sub(shown_length_of(c))?;
        Some(c)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_shown_by_its_beginning_and_its_end() {
        assert_eq!(shortened("照片 1.jpg"), "照片 1.jpg");
        let long = format!("{}.jpg", "gate ".repeat(50));
        assert_eq!(
            shortened(&long),
            "gate gate gate gate gate gate gate gate gate gate gat…gate gate gate gate .jpg"
        );
        for c in ['&', '\'', '字', '𝄞'] {
            let shown = shortened(&c.to_string().repeat(255 / c.len_utf8()));
            assert!(shown_length(&shown) <= NAME, "{shown}");
        }
    }
}
