//! HTML that does not do what its author meant, though all of its text is published.

use super::SourceText;
use crate::parse::authored::{HtmlProblem, ProblemKind};
use crate::parse::elements::parts_words;
use crate::report::{Edit, Finding, Report, rules};
use crate::source::Span;

/// Reports what is no HTML, and elements that are never closed.
pub(super) fn report_problems(problems: &[HtmlProblem], at: SourceText, report: &mut Report) {
    for HtmlProblem { kind, range } in problems {
        let span = Span::from(range.clone()).first_line(at.text);
        match kind {
            ProblemKind::NotHtml { in_html } => report.add(not_html(*in_html, span, at)),
            ProblemKind::NotClosed(name) => report.add(not_closed(name, span, at)),
            _ => {}
        }
    }
}

fn not_html(in_html: bool, span: Span, at: SourceText) -> Finding {
    let written = span.of(at.text);
    let inside = written.trim_start_matches('<');
    let meant = if in_html { "&lt;" } else { "\\<" };
    let found = Finding::warning(
        rules::NOT_HTML,
        format!("`{written}` is not an HTML tag, so readers see it as typed"),
    )
    .at(at.place(span), "shown as typed")
    .help(format!("if readers should see it, write `{meant}{inside}`"));
    if in_html {
        return found;
    }
    let span = span.shifted(at.start);
    found.fix(Edit::replacing(
        &at.source.text,
        span,
        written,
        &format!("{meant}{inside}"),
    ))
}

fn not_closed(name: &str, span: Span, at: SourceText) -> Finding {
    let within = if parts_words(name) {
        ""
    } else {
        ", in the same paragraph"
    };
    Finding::warning(rules::HTML_NOT_CLOSED, format!("`<{name}>` is not closed"))
        .at(
            at.place(span),
            "starts here, and ends with its paragraph or block",
        )
        .help(format!("write `</{name}>` where it should end{within}"))
}
