//! From CEL's syntax tree to the checked tree: names become cells, calls become functions.

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue, SelectExpr};

use super::check::{Failure, Scope, Type};
use super::functions::{self, SIGNATURES};
use super::value::{Each, Node, Operator, Program};
use super::{MAX_BYTES, MAX_DEPTH};

/// Checks an expression and prepares it; `wanted` is the type that its place asks for.
///
/// # Errors
/// The first thing wrong with it.
pub(crate) fn compile(source: &str, scope: &Scope<'_>, wanted: &Type) -> Result<Program, Failure> {
    let tree = parse(source)?;
    let mut lowering = Lowering { scope, cells: BTreeSet::new(), locals: Vec::new(), depth: 0 };
    if let Some(row) = &scope.row {
        lowering.locals.push(("row".to_owned(), row.clone()));
        lowering.locals.push(("row_number".to_owned(), Type::Number));
    }
    let (node, found) = lowering.expr(&tree)?;
    if !found.fits(wanted) {
        return Err(Failure::new(
            "expression.type",
            format!("`{source}` is a {}, its place asks for a {}", found.word(), wanted.word()),
        )
        .allowed([wanted.word()]));
    }
    Ok(Program { node, cells: lowering.cells })
}

/// Bounded before the parser sees it: length, and nesting of brackets and of prefix operators.
fn parse(source: &str) -> Result<IdedExpr, Failure> {
    if source.len() > MAX_BYTES {
        return Err(Failure::new("expression.too_long", format!("{} bytes", source.len()))
            .allowed([format!("at most {MAX_BYTES} bytes")]));
    }
    let mut depth = 0_u16;
    let mut deepest = 0_u16;
    let mut run = 0_u16;
    for sign in source.bytes() {
        match sign {
            b'(' | b'[' | b'{' | b'?' => depth = depth.saturating_add(1),
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        run = match sign {
            b'!' | b'-' => run.saturating_add(1),
            b' ' | b'\n' => run,
            _ => 0,
        };
        deepest = deepest.max(depth).max(run);
    }
    if deepest > MAX_DEPTH {
        return Err(too_deep());
    }
    let parser = cel::Env::default().with_optional_support(false).parser();
    parser.max_recursion_depth(MAX_DEPTH * 2).parse(source).map_err(|errors| {
        let detail = errors.errors.first().map_or_else(String::new, |error| {
            let message = error.msg.lines().next().unwrap_or_default();
            format!("column {}: {message}", error.pos.1)
        });
        Failure::new("expression.syntax", detail)
    })
}

fn too_deep() -> Failure {
    Failure::new("expression.too_deep", "nested too deeply")
        .allowed([format!("at most {MAX_DEPTH} levels")])
}

struct Lowering<'s, 'n> {
    scope: &'s Scope<'n>,
    cells: BTreeSet<usize>,
    locals: Vec<(String, Type)>,
    depth: u16,
}

type Lowered = Result<(Node, Type), Failure>;

impl Lowering<'_, '_> {
    fn expr(&mut self, tree: &IdedExpr) -> Lowered {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH * 2 {
            return Err(too_deep());
        }
        let lowered = self.inner(tree);
        self.depth = self.depth.saturating_sub(1);
        lowered
    }

    fn inner(&mut self, tree: &IdedExpr) -> Lowered {
        match &tree.expr {
            Expr::Literal(value) => literal(value),
            Expr::Ident(name) => self.ident(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => {
                let mut nodes = Vec::new();
                let mut inner: Option<Type> = None;
                for element in &list.elements {
                    let (node, kind) = self.expr(element)?;
                    nodes.push(node);
                    inner = Some(inner.map_or(kind.clone(), |before| before.or(&kind)));
                }
                Ok((Node::List(nodes), Type::list(inner.unwrap_or(Type::Any))))
            }
            Expr::Unspecified | Expr::Comprehension(_) | Expr::Map(_) | Expr::Struct(_) => {
                Err(Failure::new("expression.unsupported", "maps and messages are not used here"))
            }
        }
    }

    fn ident(&mut self, name: &str) -> Lowered {
        let local = self.locals.iter().rposition(|(local, _)| local == name);
        if let Some((place, kind)) = local.and_then(|at| Some((at, self.locals.get(at)?.1.clone())))
        {
            return Ok((Node::Local(place), kind));
        }
        if let Some((cell, kind)) = self.scope.bare(name).cloned() {
            self.cells.insert(cell);
            return Ok((Node::Cell(cell), kind));
        }
        if let Some((root, kind)) = self.scope.root(name) {
            return Ok((Node::Root(root), kind));
        }
        Err(self.unknown(name, self.scope.names()))
    }

    fn unknown(&self, name: &str, mut known: Vec<String>) -> Failure {
        known.extend(self.locals.iter().map(|(local, _)| local.clone()));
        Failure::new("expression.name_unknown", name).allowed(known)
    }

    fn select(&mut self, select: &SelectExpr) -> Lowered {
        if let Some(found) = self.path(select)? {
            return Ok(found);
        }
        let (node, kind) = self.expr(&select.operand)?;
        let member = match &kind {
            Type::Any => Type::Any,
            Type::Record(members) => members.get(&select.field).cloned().ok_or_else(|| {
                Failure::new("expression.name_unknown", &select.field).allowed(members.keys())
            })?,
            other => {
                return Err(Failure::new(
                    "expression.type",
                    format!("a {} has no member `{}`", other.word(), select.field),
                ));
            }
        };
        Ok((Node::Member(Box::new(node), select.field.clone()), member))
    }

    /// `answers.form.field`, `scores.id`, `results.id`.
    fn path(&mut self, select: &SelectExpr) -> Result<Option<(Node, Type)>, Failure> {
        let name = &select.field;
        match &select.operand.expr {
            Expr::Ident(root) if root == "scores" => {
                let known = self.scope.scores;
                let cell = known.and_then(|scores| scores.get(name).copied());
                let cell = cell.ok_or_else(|| {
                    self.unknown(name, known.into_iter().flatten().map(|s| s.0.clone()).collect())
                })?;
                self.cells.insert(cell);
                Ok(Some((Node::Cell(cell), Type::Number)))
            }
            Expr::Ident(root) if root == "results" => {
                let known = self.scope.results;
                let found = known.and_then(|results| results.get(name).cloned());
                let (cell, kind) = found.ok_or_else(|| {
                    self.unknown(name, known.into_iter().flatten().map(|s| s.0.clone()).collect())
                })?;
                self.cells.insert(cell);
                Ok(Some((Node::Cell(cell), kind)))
            }
            Expr::Select(form) => match &form.operand.expr {
                Expr::Ident(root) if root == "answers" => self.field(&form.field, name).map(Some),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    fn field(&mut self, form: &str, field: &str) -> Lowered {
        let forms = self.scope.forms;
        let fields = forms.and_then(|forms| forms.get(form)).ok_or_else(|| {
            self.unknown(form, forms.into_iter().flatten().map(|f| f.0.clone()).collect())
        })?;
        let (cell, kind) = fields
            .get(field)
            .cloned()
            .ok_or_else(|| self.unknown(field, fields.keys().cloned().collect()))?;
        self.cells.insert(cell);
        Ok((Node::Cell(cell), kind))
    }

    fn call(&mut self, call: &CallExpr) -> Lowered {
        let name = call.func_name.as_str();
        if let (Some(target), Some(each)) = (&call.target, each(name)) {
            return self.each(each, target, &call.args);
        }
        if call.target.is_none()
            && let Some(done) = self.operator(name, &call.args)?
        {
            return Ok(done);
        }
        match name {
            "rank" | "code_name" => self.lookup(name, call),
            "has" => self.has(call),
            _ => self.function(name, call),
        }
    }

    /// `has(x.y)`: something was answered there.
    fn has(&mut self, call: &CallExpr) -> Lowered {
        let [argument] = call.args.as_slice() else { return Err(arguments("has", 1)) };
        let (node, _) = self.expr(argument)?;
        Ok((Node::Call(functions::Function::HasText, vec![node]), Type::Bool))
    }

    fn function(&mut self, name: &str, call: &CallExpr) -> Lowered {
        let Some(signature) = SIGNATURES.iter().find(|known| known.name == name) else {
            return Err(
                Failure::new("expression.function_unknown", name).allowed(functions::known())
            );
        };
        let given: Vec<&IdedExpr> =
            call.target.iter().map(AsRef::as_ref).chain(call.args.iter()).collect();
        let takes = signature.takes;
        if given.len() < takes.len() || (given.len() > takes.len() && !signature.more) {
            return Err(arguments(name, takes.len()));
        }
        let mut nodes = Vec::new();
        for (place, argument) in given.into_iter().enumerate() {
            let (node, kind) = self.expr(argument)?;
            let wanted = takes.get(place).or(takes.last()).map_or(Type::Any, |w| w.of());
            if !kind.fits(&wanted) {
                return Err(mismatch(name, &kind, wanted.word()));
            }
            nodes.push(node);
        }
        let gives = match (signature.function, &nodes[..]) {
            (functions::Function::Or, _) => Type::Any,
            _ => signature.gives.of(),
        };
        Ok((Node::Call(signature.function, nodes), gives))
    }

    /// `rank('list', code)` and `code_name('list', code)`: the list is known beforehand.
    fn lookup(&mut self, name: &str, call: &CallExpr) -> Lowered {
        let [list, code] = call.args.as_slice() else { return Err(arguments(name, 2)) };
        let Expr::Literal(LiteralValue::String(list)) = &list.expr else {
            return Err(Failure::new("expression.type", format!("{name}: the list is a text")));
        };
        let known = self.scope.lists;
        let facts = known.and_then(|lists| lists.get(list.inner())).ok_or_else(|| {
            Failure::new("expression.list_unknown", list.inner())
                .allowed(known.into_iter().flatten().map(|(name, _)| name))
        })?;
        let (table, gives) = if name == "rank" {
            let ranks = facts.ranks.iter().map(|(code, rank)| (code.clone(), (*rank).into()));
            (ranks.collect(), Type::Number)
        } else {
            let titles = facts.titles.iter().map(|(code, t)| (code.clone(), t.0.clone().into()));
            (titles.collect(), Type::Text)
        };
        let (node, kind) = self.expr(code)?;
        if !kind.fits(&Type::Text) {
            return Err(mismatch(name, &kind, "text"));
        }
        Ok((Node::Lookup(Arc::new(table), Box::new(node)), gives))
    }

    fn each(&mut self, each: Each, target: &IdedExpr, args: &[IdedExpr]) -> Lowered {
        let [variable, body] = args else { return Err(arguments("all/exists/map/filter", 2)) };
        let Expr::Ident(variable) = &variable.expr else {
            return Err(Failure::new("expression.type", "the first argument names a variable"));
        };
        let (list, kind) = self.expr(target)?;
        let element = match &kind {
            Type::List(element) => (**element).clone(),
            Type::Any => Type::Any,
            other => return Err(mismatch("all/exists/map/filter", other, "list")),
        };
        self.locals.push((variable.clone(), element));
        let lowered = self.expr(body);
        self.locals.pop();
        let (body, gives) = lowered?;
        if each != Each::Map && !gives.fits(&Type::Bool) {
            return Err(mismatch("all/exists/filter", &gives, "bool"));
        }
        let gives = match each {
            Each::Map => Type::list(gives),
            Each::Filter => kind,
            _ => Type::Bool,
        };
        Ok((Node::Each(each, Box::new(list), Box::new(body)), gives))
    }

    /// Operators come as calls of names that cannot be typed.
    fn operator(&mut self, name: &str, args: &[IdedExpr]) -> Result<Option<(Node, Type)>, Failure> {
        let lowered = match (name, args) {
            ("!_", [one]) => (Node::Not(self.wanted(one, &Type::Bool)?), Type::Bool),
            ("-_", [one]) => (Node::Negate(self.wanted(one, &Type::Number)?), Type::Number),
            ("_&&_", [a, b]) => {
                let (a, b) = (self.wanted(a, &Type::Bool)?, self.wanted(b, &Type::Bool)?);
                (Node::And(a, b), Type::Bool)
            }
            ("_||_", [a, b]) => {
                let (a, b) = (self.wanted(a, &Type::Bool)?, self.wanted(b, &Type::Bool)?);
                (Node::Or(a, b), Type::Bool)
            }
            ("_?_:_", [condition, yes, no]) => {
                let condition = self.wanted(condition, &Type::Bool)?;
                let (yes, a) = self.expr(yes)?;
                let (no, b) = self.expr(no)?;
                if !a.fits(&b) {
                    return Err(mismatch("? :", &b, a.word()));
                }
                (Node::Choose(condition, Box::new(yes), Box::new(no)), a.or(&b))
            }
            ("_[_]", [list, place]) => self.index(list, place)?,
            ("@in", [one, list]) => self.within(one, list)?,
            (_, [a, b]) => match binary(name) {
                Some(operator) => self.binary(operator, a, b)?,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(lowered))
    }

    fn wanted(&mut self, tree: &IdedExpr, wanted: &Type) -> Result<Box<Node>, Failure> {
        let (node, kind) = self.expr(tree)?;
        if kind.fits(wanted) {
            Ok(Box::new(node))
        } else {
            Err(mismatch("operator", &kind, wanted.word()))
        }
    }

    fn index(&mut self, list: &IdedExpr, place: &IdedExpr) -> Lowered {
        let (list, kind) = self.expr(list)?;
        let (place, at) = self.expr(place)?;
        let (element, wanted) = match kind {
            Type::List(element) => ((*element).clone(), Type::Number),
            Type::Record(_) => (Type::Any, Type::Text),
            Type::Any => (Type::Any, Type::Any),
            other => return Err(mismatch("[]", &other, "list")),
        };
        if !at.fits(&wanted) {
            return Err(mismatch("[]", &at, wanted.word()));
        }
        Ok((Node::Index(Box::new(list), Box::new(place)), element))
    }

    fn within(&mut self, one: &IdedExpr, list: &IdedExpr) -> Lowered {
        let (node, kind) = self.expr(one)?;
        let (many, of) = self.expr(list)?;
        match &of {
            Type::List(element) if !kind.fits(element) => {
                return Err(mismatch("in", &kind, element.word()));
            }
            Type::List(_) | Type::Any => {}
            other => return Err(mismatch("in", other, "list")),
        }
        if let (Type::Code(_), Node::List(codes)) = (&kind, &many) {
            codes.iter().try_for_each(|code| code_exists(&kind, code))?;
        }
        if let Type::List(element) = &of {
            code_exists(element, &node)?;
        }
        Ok((Node::In(Box::new(node), Box::new(many)), Type::Bool))
    }

    fn binary(&mut self, operator: Operator, a: &IdedExpr, b: &IdedExpr) -> Lowered {
        let (left, a) = self.expr(a)?;
        let (right, b) = self.expr(b)?;
        let gives = match operator {
            Operator::Equal | Operator::NotEqual => {
                code_exists(&a, &right)?;
                code_exists(&b, &left)?;
                Type::Bool
            }
            Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => {
                for kind in [&a, &b] {
                    if !matches!(kind.word(), "any" | "number" | "text") {
                        return Err(mismatch("comparison", kind, "number"));
                    }
                }
                Type::Bool
            }
            Operator::Add if a.word() == "text" || b.word() == "text" => Type::Text,
            _ => Type::Number,
        };
        let number = gives == Type::Number;
        if let Some(wrong) = [&a, &b].into_iter().find(|k| number && !k.fits(&Type::Number)) {
            return Err(mismatch("arithmetic", wrong, "number"));
        }
        if !a.fits(&b) {
            return Err(mismatch("operator", &b, a.word()));
        }
        Ok((Node::Binary(operator, Box::new(left), Box::new(right)), gives))
    }
}

fn literal(value: &LiteralValue) -> Lowered {
    Ok(match value {
        LiteralValue::Boolean(value) => (Node::Bool(*value.inner()), Type::Bool),
        LiteralValue::Double(value) => (Node::Number(*value.inner()), Type::Number),
        LiteralValue::Int(value) => (Node::Number(whole(*value.inner())?), Type::Number),
        LiteralValue::UInt(value) => {
            let value = i64::try_from(*value.inner()).unwrap_or(i64::MAX);
            (Node::Number(whole(value)?), Type::Number)
        }
        LiteralValue::Null => (Node::Null, Type::Any),
        LiteralValue::String(text) => (Node::Text(text.inner().to_owned()), Type::Text),
        LiteralValue::Bytes(_) => {
            return Err(Failure::new("expression.unsupported", "bytes are not used here"));
        }
    })
}

/// Integers a double holds exactly.
fn whole(value: i64) -> Result<f64, Failure> {
    const EXACT: i64 = 1 << 53;
    if value.unsigned_abs() > EXACT.unsigned_abs() {
        return Err(Failure::new("expression.number_range", value.to_string())
            .allowed([format!("at most {EXACT}")]));
    }
    #[expect(clippy::cast_precision_loss, reason = "within 2^53")]
    Ok(value as f64)
}

/// A text that is compared with a coded field has to be one of its codes.
fn code_exists(kind: &Type, node: &Node) -> Result<(), Failure> {
    match (kind, node) {
        (Type::Code(codes), Node::Text(text))
            if !text.is_empty() && !codes.codes.iter().any(|code| code == text) =>
        {
            Err(Failure::new("expression.code_unknown", format!("{text} in {}", codes.list))
                .allowed(&codes.codes))
        }
        _ => Ok(()),
    }
}

fn mismatch(place: &str, found: &Type, wanted: &str) -> Failure {
    Failure::new("expression.type", format!("{place}: {} where {wanted} is wanted", found.word()))
        .allowed([wanted])
}

fn arguments(name: &str, wanted: usize) -> Failure {
    Failure::new("expression.arguments", name).allowed([wanted])
}

fn each(name: &str) -> Option<Each> {
    Some(match name {
        "all" => Each::All,
        "exists" => Each::Exists,
        "exists_one" => Each::ExistsOne,
        "map" => Each::Map,
        "filter" => Each::Filter,
        _ => return None,
    })
}

fn binary(name: &str) -> Option<Operator> {
    Some(match name {
        "_+_" => Operator::Add,
        "_-_" => Operator::Subtract,
        "_*_" => Operator::Multiply,
        "_/_" => Operator::Divide,
        "_%_" => Operator::Remainder,
        "_==_" => Operator::Equal,
        "_!=_" => Operator::NotEqual,
        "_<_" => Operator::Less,
        "_<=_" => Operator::LessEqual,
        "_>_" => Operator::Greater,
        "_>=_" => Operator::GreaterEqual,
        _ => return None,
    })
}

impl Node {
    /// Tells every comparison of a cell with a number.
    pub(crate) fn compared(&self, tell: &mut impl FnMut(usize, f64)) {
        match self {
            Self::Binary(_, a, b) => {
                if let (Self::Cell(cell), Self::Number(number))
                | (Self::Number(number), Self::Cell(cell)) = (&**a, &**b)
                {
                    tell(*cell, *number);
                }
                a.compared(tell);
                b.compared(tell);
            }
            Self::Member(a, _) | Self::Not(a) | Self::Negate(a) | Self::Lookup(_, a) => {
                a.compared(tell);
            }
            Self::Index(a, b)
            | Self::And(a, b)
            | Self::Or(a, b)
            | Self::In(a, b)
            | Self::Each(_, a, b) => {
                a.compared(tell);
                b.compared(tell);
            }
            Self::Choose(a, b, c) => {
                for node in [a, b, c] {
                    node.compared(tell);
                }
            }
            Self::List(nodes) | Self::Call(_, nodes) => {
                for node in nodes {
                    node.compared(tell);
                }
            }
            _ => {}
        }
    }
}
