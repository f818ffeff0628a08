//! Days and times as people type them where a browser offers no calendar and no clock.

/// A day as `2026-11-22`, if it was meant for one.
pub(crate) fn day(typed: &str) -> String {
    narrow(typed)
        .replace(['/', '.', '年', '月'], "-")
        .replace('日', "")
}

/// A time as `23:05`, if it was meant for one.
pub(crate) fn hour(typed: &str) -> String {
    narrow(typed)
}

/// Full-width characters in their plain form, without the blanks around.
fn narrow(typed: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    typed.trim().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_read_in_the_ways_that_people_write_them() {
        for typed in [
            "2026-11-22",
            " 2026/11/22 ",
            "2026.11.22",
            "2026年11月22日",
            "２０２６－１１－２２",
            "２０２６年１１月２２日",
        ] {
            assert_eq!(day(typed), "2026-11-22");
        }
        for typed in ["23:05", "２３：０５", " 23：05 "] {
            assert_eq!(hour(typed), "23:05");
        }
    }
}
