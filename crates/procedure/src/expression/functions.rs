//! The functions of expressions; all are total.

use std::borrow::Cow;

use super::check::Type;
use super::value::Val;
use crate::count::chars;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    HasText,
    Count,
    Sum,
    Chars,
    DaysBetween,
    CreditCodeOk,
    Or,
    Min,
    Max,
    Round,
    Floor,
    Text,
    Number,
    Year,
    Join,
    ChineseDate,
    StartsWith,
    EndsWith,
    Contains,
}

/// Name, function, parameter types (the last may repeat when `more`), result.
pub(crate) struct Signature {
    pub(crate) name: &'static str,
    pub(crate) function: Function,
    pub(crate) takes: &'static [Wanted],
    pub(crate) more: bool,
    pub(crate) gives: Wanted,
}

/// Types as constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Any,
    Bool,
    Number,
    Text,
    List,
}

impl Wanted {
    pub(crate) fn of(self) -> Type {
        match self {
            Self::Any => Type::Any,
            Self::Bool => Type::Bool,
            Self::Number => Type::Number,
            Self::Text => Type::Text,
            Self::List => Type::list(Type::Any),
        }
    }
}

use Wanted::{Any, Bool, List, Number, Text};

const fn signature(
    name: &'static str,
    function: Function,
    takes: &'static [Wanted],
    gives: Wanted,
) -> Signature {
    Signature { name, function, takes, more: false, gives }
}

const fn many(name: &'static str, function: Function, gives: Wanted) -> Signature {
    Signature { name, function, takes: &[Number, Number], more: true, gives }
}

pub(crate) const SIGNATURES: &[Signature] = &[
    signature("has_text", Function::HasText, &[Any], Bool),
    signature("count", Function::Count, &[List], Number),
    signature("size", Function::Count, &[Any], Number),
    signature("sum", Function::Sum, &[List, Text], Number),
    signature("chars", Function::Chars, &[Text], Number),
    signature("days_between", Function::DaysBetween, &[Text, Text], Number),
    signature("credit_code_ok", Function::CreditCodeOk, &[Text], Bool),
    signature("or", Function::Or, &[Any, Any], Any),
    many("min", Function::Min, Number),
    many("max", Function::Max, Number),
    signature("round", Function::Round, &[Number, Number], Number),
    signature("floor", Function::Floor, &[Number], Number),
    signature("text", Function::Text, &[Any], Text),
    signature("number", Function::Number, &[Any], Number),
    signature("year", Function::Year, &[Text], Number),
    signature("join", Function::Join, &[List, Text], Text),
    signature("cn_date", Function::ChineseDate, &[Text], Text),
    signature("startsWith", Function::StartsWith, &[Text, Text], Bool),
    signature("endsWith", Function::EndsWith, &[Text, Text], Bool),
    signature("contains", Function::Contains, &[Text, Text], Bool),
];

/// Names with their parameters, for the way out.
pub(crate) fn known() -> Vec<&'static str> {
    let own = SIGNATURES.iter().map(|signature| signature.name);
    own.chain(["rank", "code_name", "all", "exists", "exists_one", "map", "filter"]).collect()
}

fn text<'v>(args: &'v [Val<'_>], index: usize) -> Option<&'v str> {
    args.get(index).and_then(Val::as_text)
}

fn numbers<'v>(args: &'v [Val<'_>]) -> impl Iterator<Item = f64> + 'v {
    args.iter().filter_map(Val::as_number)
}

pub(crate) fn call<'a>(function: Function, args: &[Val<'a>]) -> Val<'a> {
    let first = args.first();
    match function {
        Function::HasText => Val::Bool(first.is_some_and(|value| !value.is_blank())),
        Function::Count => count(first),
        Function::Sum => sum(first, text(args, 1).unwrap_or_default()),
        Function::Chars => Val::Number(text(args, 0).map_or(0, chars).into()),
        Function::DaysBetween => days_between(text(args, 0), text(args, 1)),
        Function::CreditCodeOk => {
            text(args, 0).map_or(Val::Null, |code| Val::Bool(crate::credit_code::is_right(code)))
        }
        Function::Or => match first {
            Some(value) if !value.is_blank() => value.clone(),
            _ => args.get(1).cloned().unwrap_or(Val::Null),
        },
        Function::Min => numbers(args).reduce(f64::min).map_or(Val::Null, Val::Number),
        Function::Max => numbers(args).reduce(f64::max).map_or(Val::Null, Val::Number),
        Function::Round => round(first, args.get(1)),
        Function::Floor => {
            first.and_then(Val::as_number).map_or(Val::Null, |n| Val::Number(n.floor()))
        }
        Function::Text => first.map_or(Val::Null, |value| Val::Text(Cow::Owned(value.print()))),
        Function::Number => number(first),
        Function::Year => text(args, 0)
            .and_then(|date| date.get(..4)?.parse().ok())
            .map_or(Val::Null, Val::Number),
        Function::Join => join(first, text(args, 1).unwrap_or("、")),
        Function::ChineseDate => text(args, 0)
            .and_then(chinese_date)
            .map_or(Val::Null, |date| Val::Text(Cow::Owned(date))),
        Function::StartsWith => texts(args, |a, b| a.starts_with(b)),
        Function::EndsWith => texts(args, |a, b| a.ends_with(b)),
        Function::Contains => texts(args, |a, b| a.contains(b)),
    }
}

fn texts<'a>(args: &[Val<'a>], test: impl Fn(&str, &str) -> bool) -> Val<'a> {
    match (text(args, 0), text(args, 1)) {
        (Some(a), Some(b)) => Val::Bool(test(a, b)),
        _ => Val::Null,
    }
}

fn length(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

fn count<'a>(value: Option<&Val<'a>>) -> Val<'a> {
    Val::Number(match value {
        Some(Val::List(items)) => length(items.len()),
        Some(Val::Text(text)) => length(text.chars().count()),
        Some(Val::Map(map)) => length(map.len()),
        Some(Val::Row(row)) => length(row.len()),
        _ => 0.0,
    })
}

/// Unanswered cells add nothing.
fn sum<'a>(list: Option<&Val<'a>>, column: &str) -> Val<'a> {
    let Some(Val::List(rows)) = list else { return Val::Number(0.0) };
    Val::number(rows.iter().filter_map(|row| row.member(column).as_number()).sum())
}

fn days_between<'a>(from: Option<&str>, to: Option<&str>) -> Val<'a> {
    let date = |text: Option<&str>| text?.parse::<jiff::civil::Date>().ok();
    let (Some(from), Some(to)) = (date(from), date(to)) else { return Val::Null };
    let days = i32::try_from(to.duration_since(from).as_hours() / 24);
    days.map_or(Val::Null, |days| Val::Number(days.into()))
}

fn round<'a>(value: Option<&Val<'a>>, places: Option<&Val<'a>>) -> Val<'a> {
    let Some(value) = value.and_then(Val::as_number) else { return Val::Null };
    let places = places.and_then(Val::as_number).unwrap_or(0.0).clamp(0.0, 9.0);
    let scale = 10_f64.powf(places.floor());
    Val::number((value * scale).round() / scale)
}

fn number<'a>(value: Option<&Val<'a>>) -> Val<'a> {
    match value {
        Some(Val::Text(text)) => text.trim().parse().map_or(Val::Null, Val::number),
        Some(Val::Bool(value)) => Val::Number(f64::from(u8::from(*value))),
        Some(Val::Number(value)) => Val::Number(*value),
        _ => Val::Null,
    }
}

fn join<'a>(list: Option<&Val<'a>>, separator: &str) -> Val<'a> {
    let Some(Val::List(items)) = list else { return Val::Null };
    let parts: Vec<String> = items.iter().map(Val::print).filter(|part| !part.is_empty()).collect();
    Val::Text(Cow::Owned(parts.join(separator)))
}

/// `2026-03-02` as `2026年3月2日`.
pub(crate) fn chinese_date(text: &str) -> Option<String> {
    let date: jiff::civil::Date = text.parse().ok()?;
    Some(format!("{}年{}月{}日", date.year(), date.month(), date.day()))
}
