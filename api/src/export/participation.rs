//! Who took part, as rows: how many States of each class were invited, and how many the release counts. Public facts, of which nothing is
//! withheld.

use super::labels::{ALL, Labels};
use crate::aggregate::Attendance;

/// How many States of a class took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The partition; `_T` for all States.
    pub partition: String,
    /// What it is called.
    pub partition_name: String,
    /// The class; `_T` for all States, `_rest` for those in no class.
    pub class: String,
    /// What it is called.
    pub class_name: String,
    /// How many were invited up to the moment that the release is a picture of.
    pub invited: u32,
    /// How many the release counts.
    pub counted: u32,
}

/// Flattens what is told of one class.
pub(super) fn flatten(attendance: &Attendance, labels: &Labels<'_>) -> Participation {
    let (partition, class) = attendance.of.as_ref().map_or((ALL, ALL), |(partition, class)| (partition, class));
    let name = |of: String| if partition == ALL { labels.set("everybody") } else { of };
    Participation {
        partition: partition.to_owned(),
        partition_name: name(labels.partition(partition)),
        class: class.to_owned(),
        class_name: name(labels.class(partition, class)),
        invited: attendance.invited,
        counted: attendance.counted,
    }
}
