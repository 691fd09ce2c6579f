//! A procedure's machine as a drawing: Graphviz and Mermaid.

use std::fmt::Write as _;

use crate::procedure::Procedure;

impl Procedure {
    /// As a Graphviz digraph.
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("digraph procedure {\n  rankdir=LR;\n");
        for state in &self.machine.states {
            let shape = if state.terminal { "doublecircle" } else { "ellipse" };
            let pen = if state.id == self.machine.initial { ", penwidth=2" } else { "" };
            let _ = writeln!(
                dot,
                "  {:?} [label={:?}, shape={shape}{pen}];",
                state.id,
                format!("{}\n{}", state.title.zh, state.id)
            );
        }
        for edge in self.drawing().transitions {
            let style = if edge.party == "applicant" { "dashed" } else { "solid" };
            let label = format!("{} {}", edge.title.zh, edge.action);
            let _ = writeln!(
                dot,
                "  {:?} -> {:?} [label={label:?}, style={style}];",
                edge.from, edge.to
            );
        }
        dot.push_str("}\n");
        dot
    }

    /// As a Mermaid state diagram.
    pub fn to_mermaid(&self) -> String {
        let mut text = String::from("stateDiagram-v2\n");
        for state in &self.machine.states {
            let _ = writeln!(text, "  {}: {}", state.id, state.title.zh);
        }
        let _ = writeln!(text, "  [*] --> {}", self.machine.initial);
        for edge in self.drawing().transitions {
            let title = edge.title.zh.replace([':', '\n'], " ");
            let _ = writeln!(text, "  {} --> {}: {title} ({})", edge.from, edge.to, edge.party);
        }
        for state in self.machine.states.iter().filter(|state| state.terminal) {
            let _ = writeln!(text, "  {} --> [*]", state.id);
        }
        text
    }
}
