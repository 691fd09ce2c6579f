//! The head of a rule: action, protocol, addresses, ports, direction.

use super::draft::Draft;
use super::{Answer, addresses, no, protocols};
use crate::rule::{Action, Condition};

/// Reads it and gives what stands between the parentheses.
pub(super) fn read<'a>(draft: &mut Draft<'_>, text: &'a str) -> Answer<&'a str> {
    let (words, body) = words(text)?;
    let [action, protocol, source, source_ports, arrow, target, target_ports] = *words.as_slice()
    else {
        return no("header.words", words.len());
    };
    let names = &draft.options.variables;
    let rule = &mut draft.rule;
    rule.action = act(action)?;
    let (protocol, hook) =
        protocol.split_once(':').map_or((protocol, None), |(word, hook)| (word, Some(hook)));
    rule.protocol = protocol.to_ascii_lowercase();
    rule.hook = hook.map(str::to_owned);
    draft.applications = protocols::header(&rule.protocol)?;
    let mut nobody = None;
    rule.source = or_nobody(source, addresses::addresses(source, names), &mut nobody)?;
    rule.source_ports =
        or_nobody(source_ports, addresses::ports(source_ports, names), &mut nobody)?;
    rule.target = or_nobody(target, addresses::addresses(target, names), &mut nobody)?;
    rule.target_ports =
        or_nobody(target_ports, addresses::ports(target_ports, names), &mut nobody)?;
    match arrow {
        "->" => {}
        "<>" => rule.both_ways = true,
        "=>" => rule.transactional = true,
        _ => return no("header.direction", arrow),
    }
    if let Some(nobody) = nobody {
        draft.rule.conditions.push(Condition::Never("header".to_owned()));
        draft.warn("", addresses::NOTHING, nobody);
    }
    Ok(body)
}

/// `!$MODBUS_CLIENT` where that is `any`: the rule waits for variables that say more, and never
/// matches until then. Without a variable it is a mistake.
fn or_nobody<'a, T: Default>(
    text: &'a str,
    answer: Answer<T>,
    nobody: &mut Option<&'a str>,
) -> Answer<T> {
    match answer {
        Err(reason) if reason.code == addresses::NOTHING && text.contains('$') => {
            *nobody = Some(text);
            Ok(T::default())
        }
        answer => answer,
    }
}

fn act(word: &str) -> Answer<Action> {
    // `drop:flow`, `pass:packet`: the scope says nothing to a probe that only watches.
    let word = word.split_once(':').map_or(word, |(word, _)| word);
    Ok(match word {
        "alert" => Action::Alert,
        "drop" => Action::Drop,
        "pass" => Action::Pass,
        "reject" | "rejectsrc" | "rejectdst" | "rejectboth" => Action::Reject,
        _ => return no("header.action", word),
    })
}

/// Words up to the parenthesis, brackets kept together, and what is in the parentheses.
fn words(text: &str) -> Answer<(Vec<&str>, &str)> {
    let Some((head, rest)) = text.split_once('(') else { return no("rule.parentheses", "") };
    let Some((body, after)) = rest.rsplit_once(')') else { return no("rule.parentheses", "") };
    if !after.trim().is_empty() {
        return no("rule.parentheses", after);
    }
    let (mut out, mut depth, mut from) = (Vec::new(), 0_usize, None);
    for (at, c) in head.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let blank = depth == 0 && c.is_ascii_whitespace();
        match (blank, from) {
            (true, Some(begin)) => {
                out.push(head.get(begin..at).unwrap_or_default());
                from = None;
            }
            (false, None) => from = Some(at),
            _ => {}
        }
    }
    out.extend(from.and_then(|begin| head.get(begin..)).map(str::trim_end));
    Ok((out, body))
}
