//! Dates as authors write them, and advice on those that cannot be read.

use std::fmt;

use jiff::{ToSpan, civil};

use super::front_matter::placeholder;

/// A day, or only its month or year.
///
/// Dates are ordered in time. A year comes before its months, and a month before its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// From 1.
    pub year: i16,
    /// From 1 to 12.
    pub month: Option<i8>,
    /// From 1 to 31; `None` if there is no month.
    pub day: Option<i8>,
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotADate {
    /// It has the form of a date, but is not in the calendar: 30 February.
    Impossible,
    /// It does not have the form of a date.
    Form,
}

/// How to write a date, as help for authors.
pub const FORMS: &str =
    "write it for example as `2024-03-12`, or as `2024-03` or `2024` if you know no more";

impl Date {
    /// Reads `2024-03-12`, RFC 3339, `2016-02-12 10:00:31 -0400`, `2020-05` or `2012`.
    ///
    /// A time of day is ignored: the day is the one written, in whatever time zone.
    ///
    /// # Errors
    ///
    /// Says whether the text does not have the form of a date or is not in the calendar.
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

    /// The date that a file's name begins with, and the rest of the name.
    pub fn of_file_name(stem: &str) -> Option<(Date, &str)> {
        let (day, rest) = stem.split_at_checked(10)?;
        let rest = rest.strip_prefix(['-', '_', ' '])?;
        let date = Date::parse(day).ok()?;
        (!rest.is_empty()).then_some((date, rest))
    }

    /// The date, if it is in the calendar.
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
        let month = Date {
            month: self.month.or(Some(12)),
            ..self
        };
        Date {
            day: self.day.or_else(|| Some(month.month_end())),
            ..month
        }
    }

    /// The number of days of its month; of January, if it has none.
    fn month_end(self) -> i8 {
        civil::Date::new(self.year, self.month.unwrap_or(1), 1)
            .map_or(31, |first| first.last_of_month().day())
    }

    /// The same day a year later. For 29 February it is 28 February.
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

    /// The day so many days after its first one; `None` beyond the calendar.
    fn days_later(self, days: i32) -> Option<Date> {
        let Date { year, month, day } = self.first_day();
        let first = civil::Date::new(year, month?, day?).ok()?;
        let later = first.checked_add(days.days()).ok()?;
        Date::new(later.year(), Some(later.month()), Some(later.day()))
    }

    /// The number of days from `earlier` to this date, counted from their first days.
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

/// Whether a text is `10:00`, `10:00:31` or `10:00:31.5`, with or without a zone after it.
fn is_time(text: &str) -> bool {
    let text = text.trim();
    let clock = text
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
        .count();
    let (clock, zone) = text.split_at(clock);
    let parts: Vec<&str> = clock.split(':').collect();
    let in_range = |part: &str, below: f32| part.parse::<f32>().is_ok_and(|number| number < below);
    let is_clock = match parts[..] {
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
    let is_zone = matches!(zone, "" | "Z" | "z" | "UTC" | "GMT")
        || offset.is_some_and(|offset| {
            matches!(offset.len(), 2 | 4) && offset.bytes().all(|byte| byte.is_ascii_digit())
        });
    is_clock && is_zone
}

/// What to do about a date that cannot be read: how to write it, if its meaning can be guessed.
pub fn advice(text: &str) -> String {
    if placeholder(text).is_some() {
        return "delete the line until you know the date".to_owned();
    }
    let numbers: Vec<i16> = text
        .split(['-', '/', '.', 'T', ' '])
        .filter_map(|part| part.parse().ok())
        .collect();
    let date = |year, month: i16, day: i16| {
        Date::new(
            year,
            Some(month.try_into().ok()?),
            Some(day.try_into().ok()?),
        )
    };
    match numbers[..] {
        [year, short] if year > 31 && short == (year + 1) % 100 => {
            format!("for the year from {year} to {} write `{year}`", year + 1)
        }
        [first, last] if first > 31 && last > first => {
            format!("write the year in which it began: `{first}`")
        }
        [year, month, day, ..] if year > 31 => match date(year, month, 1).map(Date::month_end) {
            Some(last) if day > last.into() => {
                format!("`{year}-{month:02}` has only {last} days")
            }
            Some(_) => FORMS.to_owned(),
            // The day may come before the month.
            None => date(year, day, month).map_or_else(
                || FORMS.to_owned(),
                |date| format!("the month comes first: write `{date}` if you mean that day"),
            ),
        },
        [first, second, year] if year > 31 => {
            match (date(year, second, first), date(year, first, second)) {
                (Some(day_first), Some(month_first)) => format!(
                    "write `{day_first}` if the day comes first, or `{month_first}` if the month \
                     does"
                ),
                _ => FORMS.to_owned(),
            }
        }
        [year] if (1000..=9999).contains(&year) => {
            format!("if you only know the year, write `{year}`")
        }
        _ => FORMS.to_owned(),
    }
}

/// A date in another form, as it is written here, if its meaning is beyond doubt.
///
/// `2024-3-5` and `2024/03/05` have one meaning. `05/03/2024` has two, unless one of its numbers
/// can only be a day.
pub fn rewritten(text: &str) -> Option<String> {
    let text = text.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '‘' | '’' | '“' | '”' | '\'' | '"')
    });
    // Word processors turn hyphens into dashes.
    let hyphens = text.replace(['–', '—', '−', '‐', '‑'], "-");
    if let Ok(date) = Date::parse(&hyphens) {
        return Some(date.to_string());
    }
    let text = without_time(text);
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

/// A date in words without the time after it: `Tue, 12 Mar 2024 10:00:00 GMT`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else {
        return text;
    };
    let start = text[..colon].trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_time = start.ends_with(' ') && is_time(&text[start.len()..]);
    if is_time {
        start.trim_end_matches([' ', ','])
    } else {
        text
    }
}

/// A date as a spreadsheet program writes it, if its meaning is beyond doubt: with the name of the
/// month (`Mar-24`), or as the number of days since 1900 (`45363`).
pub fn of_spreadsheet(text: &str) -> Option<Date> {
    /// Numbers that are days of 1954 to 2064. Others are more likely a year, or no date.
    const DAYS: std::ops::RangeInclusive<i32> = 20_000..=60_000;
    let whole = text.split_once('.').map_or(text, |(days, _)| days);
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number
        && let Ok(days) = whole.parse()
        && DAYS.contains(&days)
    {
        // Spreadsheets count 29 February 1900 too, which there never was.
        return Date::new(1899, Some(12), Some(30))?.days_later(days);
    }
    if let Some((head, year)) = text.rsplit_once(['-', ' ', '/', '.'])
        && let Some(year) = four_digits(year.trim_start_matches(['\'', '’']))
        && let Some(date) = worded(&format!("{head} {year}"))
    {
        return Some(date);
    }
    // `03/13/2024` can only be read in one way, but other dates in its column can be read in two.
    let is_in_order = text.contains(char::is_alphabetic)
        || text.len() > 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let date = rewritten(text).filter(|_| is_in_order)?;
    Date::parse(&date).ok()
}

/// A year of two digits with its century. As in POSIX, it is of this one up to `69`.
pub fn four_digits(year: &str) -> Option<String> {
    let is_short = year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit());
    let century = if year < "70" { "20" } else { "19" };
    is_short.then(|| format!("{century}{year}"))
}

/// Reads `12 March 2024`, `Tuesday, March 12, 2024` and `Mar 2024`.
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
            Err(_) if is_weekday(&lower) => {}
            Err(_) => {
                let position = MONTHS.iter().position(|name| lower.starts_with(name))?;
                month = Some(i8::try_from(position).ok()? + 1);
            }
        }
    }
    Date::new(year?, Some(month?), day)
}

/// Whether a word in lower case is the name of a day of the week, or its first three letters.
fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    DAYS.iter().any(|day| *day == word || day[..3] == *word)
}
