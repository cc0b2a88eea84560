//! Participation as rows: the numbers of invited and of counted States in each class. These are
//! public facts, and none is suppressed.

use crate::{
    aggregate::Attendance,
    export::tables::labels::{ALL, Labels},
};

/// Participation of one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The partition. `_T` for all States.
    pub partition: String,
    /// The name of the partition.
    pub partition_name: String,
    /// The class. `_T` for all States, `_rest` for the States in no class.
    pub class: String,
    /// The name of the class.
    pub class_name: String,
    /// Number of States invited up to the time at which the release counts.
    pub invited: u32,
    /// Number of States that the release counts.
    pub counted: u32,
}

/// Flattens the participation of one class.
pub(in crate::export) fn flatten(attendance: &Attendance, labels: &Labels<'_>) -> Participation {
    let (partition, class) =
        attendance.of.as_ref().map_or((ALL, ALL), |(partition, class)| (partition, class));
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
