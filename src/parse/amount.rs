//! Numbers as authors write them: `12500`, `12,500`, `1,200.50`, with or without their unit.
//!
//! A comma separates thousands and a point decimals. A number that is written the other way round,
//! such as `12.500,00`, is not read as another number.

/// A unit that has a sign, which is written before the number.
struct Currency {
    unit: &'static str,
    sign: &'static str,
    name: &'static str,
}

const CURRENCIES: [Currency; 3] = [
    Currency {
        unit: "GBP",
        sign: "£",
        name: "pounds",
    },
    Currency {
        unit: "EUR",
        sign: "€",
        name: "euros",
    },
    Currency {
        unit: "USD",
        sign: "$",
        name: "dollars",
    },
];

fn currency(unit: &str) -> Option<&'static Currency> {
    CURRENCIES.iter().find(|currency| currency.unit == unit)
}

/// The sign of a unit: `£` for `GBP`, `None` for `tonnes`.
pub fn sign(unit: &str) -> Option<&'static str> {
    currency(unit).map(|currency| currency.sign)
}

/// The name of a unit in messages: `pounds` for `GBP`, `tonnes` for `tonnes`.
pub(super) fn unit_name(unit: &str) -> &str {
    currency(unit).map_or(unit, |currency| currency.name)
}

/// Reads a number, which may have its unit before or after it.
pub(super) fn amount(text: &str, unit: Option<&str>) -> Option<f64> {
    let (minus, text) = match text.trim().strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.trim()),
    };
    plain(without_unit(text, unit)).map(|number| minus * number)
}

/// The number without its unit. If there is none, any currency's sign may come before the number.
fn without_unit<'t>(text: &'t str, unit: Option<&str>) -> &'t str {
    let stripped = match unit {
        Some(unit) => [Some(unit), sign(unit)]
            .into_iter()
            .flatten()
            .find_map(|name| text.strip_prefix(name).or_else(|| text.strip_suffix(name))),
        None => CURRENCIES
            .iter()
            .find_map(|currency| text.strip_prefix(currency.sign)),
    };
    stripped.unwrap_or(text).trim()
}

/// Reads digits, all together or in groups of three, and decimals after a point.
fn plain(text: &str) -> Option<f64> {
    let (whole, decimals) = text
        .split_once('.')
        .map_or((text, "0"), |(whole, decimals)| (whole, decimals));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = |between: char| {
        let mut groups = whole.split(between);
        let first = groups
            .next()
            .is_some_and(|first| first.len() <= 3 && digits(first));
        first && groups.all(|group| group.len() == 3 && digits(group))
    };
    let is_plain = digits(decimals) && (digits(whole) || grouped(',') || grouped(' '));
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    is_plain
        .then(|| format!("{whole}.{decimals}").parse().ok())
        .flatten()
}

/// The number that a text probably means although it is not written as one: 1,200,000 for `1.2m`.
pub(super) fn likely_amount(text: &str, unit: Option<&str>) -> Option<f64> {
    let text = without_unit(text.trim(), unit);
    let number =
        text.trim_end_matches(|letter: char| letter.is_alphabetic() || matches!(letter, ' ' | '%'));
    let times = match text[number.len()..].trim().to_lowercase().as_str() {
        "" | "%" => 1.0,
        "k" | "thousand" => 1e3,
        "m" | "mn" | "million" => 1e6,
        "b" | "bn" | "billion" => 1e9,
        _ => return None,
    };
    let number = plain(number)
        .or_else(|| plain(&with_point(number)?))
        .or_else(|| with_exponent(number))?;
    // Rounded to hundredths, since a product of fractions can be off in its last digits.
    Some((number * times * 100.0).round() / 100.0)
}

/// `12.500,00` and `12,5` with commas between thousands and a point before decimals.
fn with_point(text: &str) -> Option<String> {
    let (whole, decimals) = text.split_once(',')?;
    matches!(decimals.len(), 1 | 2).then(|| format!("{}.{decimals}", whole.replace('.', ",")))
}

/// Reads `1.2E+07`, as a spreadsheet may write it.
fn with_exponent(text: &str) -> Option<f64> {
    text.contains(['e', 'E'])
        .then(|| text.parse().ok().filter(|number: &f64| number.is_finite()))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_if_it_has_one_meaning() {
        for (text, unit, number) in [
            ("12500", None, Some(12500.0)),
            ("12,500.50", Some("GBP"), Some(12500.5)),
            ("£12,500", Some("GBP"), Some(12500.0)),
            ("GBP 1,000,000", Some("GBP"), Some(1e6)),
            ("12 500 tonnes", Some("tonnes"), Some(12500.0)),
            ("-£5", Some("GBP"), Some(-5.0)),
            ("€5", None, Some(5.0)),
            ("12.500,00", Some("GBP"), None),
            ("£12,50", Some("GBP"), None),
            ("12,5", None, None),
            ("1,2500", None, None),
            ("$12,500", Some("GBP"), None),
            ("€5", Some("GBP"), None),
            (".inf", None, None),
            ("0x10", None, None),
            ("1e5", None, None),
            ("5.", None, None),
            ("", None, None),
        ] {
            assert_eq!(amount(text, unit), number, "{text}");
        }
    }

    #[test]
    fn a_number_written_another_way_is_guessed_if_it_can_be() {
        for (text, unit, number) in [
            ("1.2m", Some("GBP"), Some(1.2e6)),
            ("£1.1 million", Some("GBP"), Some(1.1e6)),
            ("3k", None, Some(3000.0)),
            ("12%", None, Some(12.0)),
            ("12.500,00", Some("GBP"), Some(12500.0)),
            ("£12,50", Some("GBP"), Some(12.5)),
            ("12,5", None, Some(12.5)),
            ("1.2E+07", None, Some(1.2e7)),
            ("£1.5k", None, Some(1500.0)),
            ("$12,500", Some("GBP"), None),
            (".inf", None, None),
            ("0x10", None, None),
            ("a lot", None, None),
        ] {
            assert_eq!(likely_amount(text, unit), number, "{text}");
        }
    }
}
