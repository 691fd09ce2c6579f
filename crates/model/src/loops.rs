//! Words of the closed loop 闭环.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Fault;
use crate::tenant::words;

words! {
    /// What a loop is about.
    #[schema(as = LoopSource)]
    Source {
        /// 通报
        Notice = "notice",
        /// 发现
        Finding = "finding",
        /// 漏洞
        Vulnerability = "vulnerability",
        /// 评估风险项
        AssessmentRisk = "assessment_risk",
        /// 数据安全风险
        DataRisk = "data_risk",
        /// 演练不足
        DrillGap = "drill_gap",
        /// 任务
        Task = "task",
    }
}

words! {
    /// What a machine saw.
    CheckOutcome {
        /// The hazard is gone as far as can be seen.
        Held = "held",
        /// It is still there, or came back.
        Failed = "failed",
        /// Nothing could be seen either way: the asset is silent, or no probe hears it.
        Unknown = "unknown",
    }
}

words! {
    /// How a notice is meant.
    Genre {
        /// 风险通报
        Notice = "notice",
        /// 预警
        Warning = "warning",
        /// 风险提示
        Advice = "advice",
        /// 更正
        Correction = "correction",
    }
}
