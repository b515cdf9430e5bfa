//! Dates as authors write them.

use std::fmt;

use jiff::civil;

/// A day, or as much of it as is known.
///
/// Ordered in time; where less is known, a date comes before all those within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: i16,
    /// From 1.
    pub month: Option<i8>,
    /// From 1; only where the month is known.
    pub day: Option<i8>,
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotADate {
    /// Of a known form, but no calendar has it: 30 February.
    Impossible,
    /// Of no form that is known.
    Form,
}

/// The forms, as help for authors.
pub const FORMS: &str = "write `2024-03-12`, or `2024-03` or `2024` where no more is known";

impl Date {
    /// Reads `2024-03-12`, RFC 3339, `2016-02-12 10:00:31 -0400`, `2020-05` or `2012`.
    ///
    /// A time of day is read over: the day is the one written, in whatever time zone.
    ///
    /// # Errors
    ///
    /// Says whether the form is not known or the day does not exist.
    pub fn parse(text: &str) -> Result<Date, NotADate> {
        let text = text.trim();
        let (day, time) = match text.find(['T', 't', ' ']) {
            Some(split) => (&text[..split], Some(&text[split + 1..])),
            None => (text, None),
        };
        let parts: Vec<&str> = day.split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let digits = parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !digits || !matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) {
            return Err(NotADate::Form);
        }
        match time {
            Some(_) if parts.len() < 3 => return Err(NotADate::Form),
            Some(time) if !is_time(time) => return Err(NotADate::Form),
            _ => {}
        }
        let number = |part: usize| {
            parts
                .get(part)
                .and_then(|digits| digits.parse::<i16>().ok())
        };
        let year = number(0).ok_or(NotADate::Form)?;
        Date::new(
            year,
            number(1).map(|month| month as i8),
            number(2).map(|day| day as i8),
        )
        .ok_or(NotADate::Impossible)
    }

    /// Reads the date that a file's name begins with, and the rest of the name.
    pub fn of_file_name(stem: &str) -> Option<(Date, &str)> {
        let (day, rest) = stem.split_at_checked(10)?;
        let rest = rest.strip_prefix(['-', '_', ' '])?;
        let date = Date::parse(day).ok()?;
        (!rest.is_empty()).then_some((date, rest))
    }

    fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Date> {
        civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        (year > 0).then_some(Date { year, month, day })
    }

    /// The day itself, or the first of its month or year.
    pub fn first_day(self) -> Date {
        Date {
            month: self.month.or(Some(1)),
            day: self.day.or(Some(1)),
            ..self
        }
    }

    /// The day itself, or the last of its month or year.
    pub fn last_day(self) -> Date {
        let month = self.month.unwrap_or(12);
        let last = || {
            civil::Date::new(self.year, month, 1).map_or(31, |first| first.last_of_month().day())
        };
        Date {
            year: self.year,
            month: Some(month),
            day: Some(self.day.unwrap_or_else(last)),
        }
    }

    /// The same day a year later; the day before where that year has no 29 February.
    pub fn year_later(self) -> Date {
        let later = Date {
            year: self.year.saturating_add(1),
            ..self
        };
        Date::new(later.year, later.month, later.day).unwrap_or(Date {
            day: later.day.map(|day| day - 1),
            ..later
        })
    }

    /// How many days after `earlier` this is.
    pub fn days_after(self, earlier: Date) -> i32 {
        let civil = |date: Date| {
            let Date { year, month, day } = date.first_day();
            civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1))
                .expect("a date is in the calendar")
        };
        civil(earlier)
            .until(civil(self))
            .map_or(0, |span| span.get_days())
    }

    /// The moment for feeds, at midnight in UTC: `2016-05-12T00:00:00Z`.
    pub fn instant(self) -> String {
        format!("{}T00:00:00Z", self.first_day())
    }
}

/// `2016`, `2016-05` or `2016-05-12`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

/// `10:00`, `10:00:31`, `10:00:31.5`, each with or without a zone behind it.
fn is_time(text: &str) -> bool {
    let text = text.trim();
    let clock = text
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
        .count();
    let (clock, zone) = text.split_at(clock);
    let parts: Vec<&str> = clock.split(':').collect();
    let in_range = |part: &str, below: f32| part.parse::<f32>().is_ok_and(|number| number < below);
    let clock_right = match parts[..] {
        [hour, minute] => in_range(hour, 24.0) && in_range(minute, 60.0),
        [hour, minute, second] => {
            in_range(hour, 24.0) && in_range(minute, 60.0) && in_range(second, 61.0)
        }
        _ => false,
    };
    let zone = zone.trim();
    let offset = zone
        .strip_prefix(['+', '-'])
        .map(|offset| offset.replace(':', ""));
    let zone_right = matches!(zone, "" | "Z" | "z" | "UTC" | "GMT")
        || offset.is_some_and(|offset| {
            matches!(offset.len(), 2 | 4) && offset.bytes().all(|byte| byte.is_ascii_digit())
        });
    clock_right && zone_right
}

/// What to do about a date that no calendar has.
pub fn impossible(text: &str) -> String {
    let parts: Vec<i16> = text
        .split(['-', 'T', ' '])
        .take(3)
        .filter_map(|part| part.parse().ok())
        .collect();
    let of = |year, month: i16| Date::new(year, month.try_into().ok(), None);
    match parts[..] {
        [year, short] if short == (year + 1) % 100 => {
            format!("for the year from {year} to {} write `{year}`", year + 1)
        }
        [year, month, _] if of(year, month).is_some_and(|first| first.month.is_some()) => {
            let last = of(year, month)
                .and_then(|first| first.last_day().day)
                .unwrap_or_default();
            format!("`{year}-{month:02}` has {last} days")
        }
        [year, day, month] => match Date::new(year, month.try_into().ok(), day.try_into().ok()) {
            Some(date) => format!("the month stands before the day: `{date}`, if that is meant"),
            None => FORMS.to_owned(),
        },
        _ => FORMS.to_owned(),
    }
}

/// How a date that is written another way would be written here, where that is beyond doubt.
///
/// `2024-3-5` and `2024/03/05` have one reading; `05/03/2024` has two, unless one of the numbers
/// can only be a day.
pub fn rewritten(text: &str) -> Option<String> {
    // A word processor makes dashes of hyphens.
    let hyphens = text.replace(['–', '—', '−', '‐', '‑'], "-");
    if let Ok(date) = Date::parse(&hyphens) {
        return Some(date.to_string());
    }
    let day = text.trim().split([' ', 'T']).next()?;
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let numbers: Vec<i16> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let date = match numbers[..] {
        [year, month, day] if year > 31 => Date::new(
            year,
            Some(month.try_into().ok()?),
            Some(day.try_into().ok()?),
        ),
        [first, second, year] if year > 31 && (first > 12 || first == second) => Date::new(
            year,
            Some(second.try_into().ok()?),
            Some(first.try_into().ok()?),
        ),
        [first, second, year] if year > 31 && second > 12 => Date::new(
            year,
            Some(first.try_into().ok()?),
            Some(second.try_into().ok()?),
        ),
        _ => worded(text),
    };
    date.map(|date| date.to_string())
}

/// `12 March 2024`, `March 12, 2024`, `Mar 2024`.
fn worded(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let lower = word.to_lowercase();
        let digits = lower.trim_end_matches(|letter: char| letter.is_alphabetic());
        match digits.parse::<i16>() {
            Ok(number) if number > 31 && year.is_none() => year = Some(number),
            Ok(number) if day.is_none() => day = Some(i8::try_from(number).ok()?),
            Ok(_) => return None,
            Err(_) => {
                let position = MONTHS.iter().position(|name| lower.starts_with(name))?;
                month = Some(i8::try_from(position).ok()? + 1);
            }
        }
    }
    Date::new(year?, Some(month?), day)
}
