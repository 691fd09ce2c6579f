//! The table itself: `codes.tsv` (code, Chinese title and way out, English title and way out) and
//! the fallback by kind.

use std::sync::LazyLock;

use model::ErrorKind;

use super::{Entry, Wording};

const SOURCE: &str = include_str!("codes.tsv");

/// In the order of the file.
pub(super) static CODES: LazyLock<Vec<Entry>> =
    LazyLock::new(|| SOURCE.lines().filter_map(entry).collect());

fn entry(line: &'static str) -> Option<Entry> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    Some(Entry {
        code: next()?,
        zh: Wording { title: next()?, way_out: next()? },
        en: Wording { title: next()?, way_out: next()? },
    })
}

/// For a code that has no texts of its own: a newer peer's, say.
pub(super) fn of_kind(kind: ErrorKind) -> Entry {
    let (zh, en) = match kind {
        ErrorKind::Invalid => (
            ["输入不正确", "请核对后重新提交。"],
            ["The input is not right", "Check it and send it again."],
        ),
        ErrorKind::Unauthenticated => {
            (["尚未登录或凭据无效", "请重新登录。"], ["Nobody is signed in", "Sign in again."])
        }
        ErrorKind::Forbidden => (
            ["无权执行此操作", "如确有需要，请联系节点管理员。"],
            ["This is not allowed", "If you need it, ask the node administrator."],
        ),
        ErrorKind::NotFound => {
            (["没有找到", "请从列表中打开。"], ["There is no such thing", "Open it from a list."])
        }
        ErrorKind::Conflict => (
            ["当前状态不允许", "请刷新后重试。"],
            ["The state does not allow it", "Reload and try again."],
        ),
        ErrorKind::TooMany => {
            (["请求过多或过大", "请稍后重试。"], ["Too many or too much", "Try again later."])
        }
        ErrorKind::Unavailable => {
            (["暂时不可用", "请稍后重试。"], ["Not available now", "Try again later."])
        }
        ErrorKind::Timeout => {
            (["处理超时", "请稍后重试。"], ["It took too long", "Try again later."])
        }
        ErrorKind::Internal => (
            ["系统内部错误", "请稍后重试，或把请求编号交给节点管理员。"],
            [
                "Something went wrong inside",
                "Try again, or give the request id to the administrator.",
            ],
        ),
    };
    let wording = |[title, way_out]: [&'static str; 2]| Wording { title, way_out };
    Entry { code: "", zh: wording(zh), en: wording(en) }
}
