//! What the words for a time say, before anybody reckons what time that is.

use super::super::duration::Unit;
use jiff::tz::TimeZone;

/// A year, or how many before or after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Named(i16),
    From(i32),
}

/// A month, or how many before or after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Month {
    Named(i8),
    /// The latest one of that name that is over: "last May".
    Last(i8),
    From(i32),
    /// "the 4th": the one that makes it the last one that was.
    Latest,
}

/// A third of a month or an end of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Beginning,
    Middle,
    End,
}

/// A date of the calendar, in as far as it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Calendar {
    pub(super) year: Option<Year>,
    pub(super) month: Option<Month>,
    pub(super) day: Option<i8>,
    pub(super) edge: Option<Edge>,
}

/// Which week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Week {
    /// Not said.
    Any,
    /// So many after this one, counted from Mondays: 上周三.
    From(i32),
    /// The one before today: "last Wednesday".
    Before,
    /// The one after today.
    After,
}

/// What says the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Day {
    Calendar(Calendar),
    /// So many days after today.
    From(i32),
    /// A day of a week, Monday 0.
    Weekday(Week, i8),
    Week(i32),
    Weekend(i32),
    Ago(f64, f64, Unit),
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// 凌晨.
    SmallHours,
    EarlyMorning,
    Morning,
    Noon,
    Afternoon,
    Dusk,
    Evening,
    /// Reaches into the next day.
    Night,
}

impl Part {
    /// From which hour to which, that of the next day counted on from 24. A convention of ours.
    pub(super) fn hours(self) -> (i8, i8) {
        match self {
            Part::SmallHours => (0, 6),
            Part::EarlyMorning => (5, 9),
            Part::Morning => (6, 12),
            Part::Noon => (11, 13),
            Part::Afternoon => (12, 18),
            Part::Dusk => (17, 20),
            Part::Evening => (18, 24),
            Part::Night => (18, 30),
        }
    }
}

/// A time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: Option<i8>,
    pub(super) second: Option<i8>,
    /// Whether it is said to be after noon.
    pub(super) pm: Option<bool>,
    /// Whether it can be nothing but a time: "3" may be, "3:00" is.
    pub(super) sure: bool,
    /// Whether the hour goes to 24.
    pub(super) whole_day: bool,
    /// 十点多: somewhere within the hour.
    pub(super) within: bool,
}

/// Where the clock hangs.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    /// Nothing for "local time".
    pub(super) zone: Option<TimeZone>,
}

/// One piece of what is said.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Day(Day),
    Part(Part),
    Clock(Clock),
    Zone(Zone),
    /// 昨晚, "tonight".
    DayPart(Day, Part),
    /// 2130Z.
    ClockZone(Clock, Zone),
}

/// All that is said of one time.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) day: Option<Day>,
    pub(super) part: Option<Part>,
    pub(super) clock: Option<Clock>,
    pub(super) zone: Option<Zone>,
}

impl Said {
    /// Takes a piece in, if there is room for it.
    pub(super) fn take(&mut self, piece: Piece) -> bool {
        match piece {
            Piece::Day(day) => self.take_day(day),
            Piece::Part(part) => match self.part {
                None => {
                    self.part = Some(part);
                    true
                }
                // 昨晚凌晨, "last night in the early morning": the small hours of the night; 今天早上的上午 is nothing.
                Some(Part::Night | Part::Evening) if part == Part::SmallHours => true,
                Some(_) => false,
            },
            Piece::Clock(clock) => {
                let room = self.clock.is_none();
                if room {
                    self.clock = Some(clock);
                }
                room
            }
            Piece::Zone(zone) => {
                let room = self.zone.is_none() && self.clock.is_some();
                if room {
                    self.zone = Some(zone);
                }
                room
            }
            Piece::DayPart(day, part) => {
                let room = self.day.is_none() && self.part.is_none();
                if room {
                    (self.day, self.part) = (Some(day), Some(part));
                }
                room
            }
            Piece::ClockZone(clock, zone) => {
                let room = self.clock.is_none() && self.zone.is_none();
                if room {
                    (self.clock, self.zone) = (Some(clock), Some(zone));
                }
                room
            }
        }
    }

    fn take_day(&mut self, day: Day) -> bool {
        match (&mut self.day, day) {
            (empty @ None, day) => {
                *empty = Some(day);
                true
            }
            // 去年 and 12月 and 3日.
            (Some(Day::Calendar(kept)), Day::Calendar(next)) => {
                let finer = (kept.month.is_none() && next.year.is_none() && kept.day.is_none())
                    || (kept.day.is_none() && next.year.is_none() && next.month.is_none());
                let finer = finer && kept.edge.is_none();
                if finer {
                    kept.month = kept.month.or(next.month);
                    kept.day = kept.day.or(next.day);
                    kept.edge = next.edge;
                }
                finer
            }
            // A date and its day of the week: the date says more.
            (Some(Day::Calendar(kept)), Day::Weekday(Week::Any, _)) => kept.day.is_some(),
            (Some(kept @ Day::Weekday(Week::Any, _)), Day::Calendar(next))
                if next.day.is_some() =>
            {
                *kept = Day::Calendar(next);
                true
            }
            // "today, 3 April".
            (Some(Day::From(_)), Day::Calendar(next)) => next.day.is_some(),
            _ => false,
        }
    }
}
