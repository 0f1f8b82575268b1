internal import Analysis
internal import RunModel

/// A number of one of several runs, and how far it lies from that of the first.
struct RunsNumber {
    let mode: ResponseMode
    let number: Estimate
    /// Absent of the first run, and where it has no such number.
    let change: EstimateChange?
}

extension RunsReport {
    /// The numbers that runs are set side by side by, of the run at this place.
    func numbers(of index: Int) -> [RunsNumber] {
        let groups = RunsQuantity.groups(
            hasOpenLoop: runs.contains { $0.summary.manifest.plan.load.isOpenLoop })
        return runs[index].summary.numbers.modes.flatMap { numbers in
            groups.flatMap(\.quantities).compactMap { quantity in
                guard let number = quantity.value(in: numbers) else { return nil }
                let base =
                    index == 0 ? nil : quantity.value(in: runs[0].summary.numbers[numbers.mode])
                return RunsNumber(
                    mode: numbers.mode, number: number,
                    change: base.flatMap { EstimateChange(number, base: $0) })
            }
        }
    }
}
