//! Evaluation of a checked expression: total, bounded, without a clock.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::functions;
use super::value::{Each, Node, Operator, Program, Root, Val};
use super::{MAX_STEPS, MAX_TEXT};

/// What is given besides the answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Roots<'a> {
    pub(crate) organisation: &'a Map<String, Json>,
    pub(crate) filing: &'a Map<String, Json>,
    pub(crate) previous: &'a Map<String, Json>,
    pub(crate) indicators: &'a Map<String, Json>,
    pub(crate) verdicts: &'a Map<String, Json>,
    pub(crate) today: &'a str,
}

/// What one evaluation sees.
pub(crate) struct Env<'e, 'a> {
    pub(crate) cells: &'e [Val<'a>],
    pub(crate) roots: Roots<'a>,
    steps: Cell<u32>,
    /// Steps of all evaluations so far.
    spent: Cell<u64>,
}

impl<'e, 'a> Env<'e, 'a> {
    pub(crate) fn new(cells: &'e [Val<'a>], roots: Roots<'a>) -> Self {
        Self { cells, roots, steps: Cell::new(0), spent: Cell::new(0) }
    }

    pub(crate) fn run(&self, program: &'a Program) -> Val<'a> {
        self.run_with(program, Vec::new())
    }

    /// With the row of a table and its place, from 0.
    pub(crate) fn run_in_row(&self, program: &'a Program, row: Val<'a>, index: usize) -> Val<'a> {
        let number = u32::try_from(index).map_or(Val::Null, |at| Val::Number(f64::from(at) + 1.0));
        self.run_with(program, vec![row, number])
    }

    fn run_with(&self, program: &'a Program, mut locals: Vec<Val<'a>>) -> Val<'a> {
        self.steps.set(0);
        let value = self.eval(&program.node, &mut locals);
        self.spent.set(self.spent.get().saturating_add(self.steps.get().into()));
        if self.steps.get() > MAX_STEPS { Val::Null } else { value }
    }

    pub(crate) fn spent(&self) -> u64 {
        self.spent.get()
    }

    /// Unknown does not hold.
    pub(crate) fn holds(&self, program: &'a Program) -> bool {
        self.run(program).truth() == Some(true)
    }

    fn eval(&self, node: &'a Node, locals: &mut Vec<Val<'a>>) -> Val<'a> {
        self.steps.set(self.steps.get().saturating_add(1));
        if self.steps.get() > MAX_STEPS {
            return Val::Null;
        }
        match node {
            Node::Null => Val::Null,
            Node::Bool(value) => Val::Bool(*value),
            Node::Number(value) => Val::Number(*value),
            Node::Text(text) => Val::Text(Cow::Borrowed(text)),
            Node::Cell(cell) => self.cells.get(*cell).cloned().unwrap_or(Val::Null),
            Node::Local(place) => locals.get(*place).cloned().unwrap_or(Val::Null),
            Node::Root(root) => self.root(*root),
            Node::Member(of, name) => self.eval(of, locals).member(name),
            Node::Index(list, place) => {
                let list = self.eval(list, locals);
                index(&list, &self.eval(place, locals))
            }
            Node::Not(one) => logic(self.eval(one, locals).truth().map(|truth| !truth)),
            Node::Negate(one) => {
                self.eval(one, locals).as_number().map_or(Val::Null, |n| Val::Number(-n))
            }
            Node::And(a, b) => self.both(a, b, false, locals),
            Node::Or(a, b) => self.both(a, b, true, locals),
            Node::Choose(condition, yes, no) => match self.eval(condition, locals).truth() {
                Some(true) => self.eval(yes, locals),
                Some(false) => self.eval(no, locals),
                None => Val::Null,
            },
            Node::Binary(operator, a, b) => {
                let a = self.eval(a, locals);
                binary(*operator, &a, &self.eval(b, locals))
            }
            Node::In(one, list) => {
                let one = self.eval(one, locals);
                let list = self.eval(list, locals);
                self.within(&one, &list)
            }
            Node::List(nodes) => {
                Val::List(Rc::new(nodes.iter().map(|node| self.eval(node, locals)).collect()))
            }
            Node::Call(function, nodes) => {
                let args: Vec<Val<'a>> = nodes.iter().map(|node| self.eval(node, locals)).collect();
                functions::call(*function, &args)
            }
            Node::Lookup(table, code) => match self.eval(code, locals).as_text() {
                Some(code) => table.get(code).map_or(Val::Null, Val::of),
                None => Val::Null,
            },
            Node::Each(each, list, body) => {
                let list = self.eval(list, locals);
                self.each(*each, &list, body, locals)
            }
        }
    }

    fn root(&self, root: Root) -> Val<'a> {
        match root {
            Root::Organisation => Val::Map(self.roots.organisation),
            Root::Filing => Val::Map(self.roots.filing),
            Root::Previous => Val::Map(self.roots.previous),
            Root::Indicators => Val::Map(self.roots.indicators),
            Root::Verdicts => Val::Map(self.roots.verdicts),
            Root::Today => Val::Text(Cow::Borrowed(self.roots.today)),
        }
    }

    /// Three-valued: `decisive` on one side decides whatever the other is.
    fn both(&self, a: &'a Node, b: &'a Node, decisive: bool, locals: &mut Vec<Val<'a>>) -> Val<'a> {
        let first = self.eval(a, locals).truth();
        if first == Some(decisive) {
            return Val::Bool(decisive);
        }
        let second = self.eval(b, locals).truth();
        if second == Some(decisive) {
            return Val::Bool(decisive);
        }
        logic(first.and(second).map(|_| !decisive))
    }

    fn spend(&self, steps: usize) {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps.set(self.steps.get().saturating_add(steps));
    }

    fn within(&self, one: &Val<'a>, list: &Val<'a>) -> Val<'a> {
        let Val::List(items) = list else { return Val::Bool(false) };
        self.spend(items.len());
        Val::Bool(*one != Val::Null && items.contains(one))
    }

    fn each(
        &self,
        each: Each,
        list: &Val<'a>,
        body: &'a Node,
        locals: &mut Vec<Val<'a>>,
    ) -> Val<'a> {
        let Val::List(items) = list else {
            return if each == Each::All || each == Each::Exists || each == Each::ExistsOne {
                Val::Bool(each == Each::All)
            } else {
                Val::List(Rc::default())
            };
        };
        let mut seen = Vec::new();
        for item in items.iter() {
            locals.push(item.clone());
            let value = self.eval(body, locals);
            locals.pop();
            if self.steps.get() > MAX_STEPS {
                return Val::Null;
            }
            seen.push(value);
        }
        let holding = || seen.iter().filter(|value| value.truth() == Some(true));
        match each {
            Each::Map => Val::List(Rc::new(seen)),
            Each::Filter => {
                let kept = items.iter().zip(&seen).filter(|(_, v)| v.truth() == Some(true));
                Val::List(Rc::new(kept.map(|(item, _)| item.clone()).collect()))
            }
            Each::ExistsOne => Val::Bool(holding().count() == 1),
            Each::Exists if holding().next().is_some() => Val::Bool(true),
            Each::All if seen.iter().any(|value| value.truth() == Some(false)) => Val::Bool(false),
            // Undecided while one row is: nothing is said of half a table.
            _ if seen.iter().any(|value| value.truth().is_none()) => Val::Null,
            _ => Val::Bool(each == Each::All),
        }
    }
}

fn logic<'a>(truth: Option<bool>) -> Val<'a> {
    truth.map_or(Val::Null, Val::Bool)
}

fn index<'a>(list: &Val<'a>, place: &Val<'a>) -> Val<'a> {
    match (list, place) {
        (Val::List(items), Val::Number(place)) if place.fract() == 0.0 && *place >= 0.0 => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole, not negative, and `get` bounds it"
            )]
            let place = *place as usize;
            items.get(place).cloned().unwrap_or(Val::Null)
        }
        (map, Val::Text(name)) => map.member(name),
        _ => Val::Null,
    }
}

fn binary<'a>(operator: Operator, a: &Val<'a>, b: &Val<'a>) -> Val<'a> {
    match operator {
        Operator::Equal => return Val::Bool(equal(a, b)),
        Operator::NotEqual => return Val::Bool(!equal(a, b)),
        _ => {}
    }
    match (a, b) {
        (Val::Number(a), Val::Number(b)) => numeric(operator, *a, *b),
        (Val::Text(_), _) | (_, Val::Text(_)) if operator == Operator::Add => concat(a, b),
        (Val::Text(a), Val::Text(b)) => logic(order(operator, a.cmp(b))),
        _ => Val::Null,
    }
}

/// An unanswered question equals an empty text: whether somebody typed and deleted makes no
/// difference.
fn equal(a: &Val<'_>, b: &Val<'_>) -> bool {
    match (a, b) {
        (Val::Null, Val::Text(text)) | (Val::Text(text), Val::Null) => text.is_empty(),
        _ => a == b,
    }
}

fn concat<'a>(a: &Val<'a>, b: &Val<'a>) -> Val<'a> {
    let text = a.print() + &b.print();
    if text.len() > MAX_TEXT { Val::Null } else { Val::Text(Cow::Owned(text)) }
}

fn numeric<'a>(operator: Operator, a: f64, b: f64) -> Val<'a> {
    match operator {
        Operator::Add => Val::number(a + b),
        Operator::Subtract => Val::number(a - b),
        Operator::Multiply => Val::number(a * b),
        Operator::Divide => Val::number(a / b),
        Operator::Remainder => Val::number(a % b),
        _ => logic(a.partial_cmp(&b).and_then(|ordering| order(operator, ordering))),
    }
}

fn order(operator: Operator, ordering: Ordering) -> Option<bool> {
    Some(match operator {
        Operator::Less => ordering.is_lt(),
        Operator::LessEqual => ordering.is_le(),
        Operator::Greater => ordering.is_gt(),
        Operator::GreaterEqual => ordering.is_ge(),
        _ => return None,
    })
}
