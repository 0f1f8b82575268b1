internal import RunModel

/// The lines about concurrent streams: how many there may be, then what holds a slot and when it is free again.
struct StreamFindings {
    let record: LimitsRecord
    let ceiling: StreamCeiling?
    let releases: [SlotRelease]
    let window: RequestWindow?

    var findings: [LimitFinding] {
        guard record.plan.probes.contains(.streams) || record.plan.probes.contains(.release) else {
            return []
        }
        let judge = CeilingFindings(
            record: record, ceiling: ceiling, releases: releases, window: window)
        guard let ceiling else { return [judge.nothingOpened] }
        let number = judge.number(ceiling)
        let burst = number.observedValue.flatMap { judge.burst(Int($0)) }
        let lines = [number, judge.above(ceiling), burst].compactMap { $0 }
        let slots = SlotFindings(record: record, ceiling: ceiling, releases: releases)
        // Without a number nobody knows that all slots were taken.
        return lines + (number.verdict == .cannotTell ? slots.untold : slots.findings)
    }
}
