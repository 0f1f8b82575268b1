internal import RunModel

/// The numbers of one class of a mix: what a request's own row tells. Gaps are pooled over all classes.
package struct ClassNumbers: Sendable, Equatable {
    package let name: String
    /// Those in which it has measured requests.
    package let modes: [ModeNumbers]
}

extension JudgedRecord {
    /// By class, in order of their names, the rest last; empty where all requests are alike.
    func classNumbers() -> [ClassNumbers] {
        let names = Set(measured.compactMap(\.requestClass)).sorted {
            ($0 == RequestClassPlan.rest ? 1 : 0, $0) < ($1 == RequestClassPlan.rest ? 1 : 0, $1)
        }
        return names.map { name in
            let record = restricted { $0.requestClass == name }
            return ClassNumbers(
                name: name,
                modes: record.modes.map {
                    ModeRequests(record: record, mode: $0, round: nil).classNumbers()
                })
        }
    }
}

extension ModeRequests {
    /// Those of a class: no gaps, which are pooled, and no rates, which are the run's.
    fileprivate func classNumbers() -> ModeNumbers {
        var numbers = roundNumbers()
        numbers.stalls = nil
        numbers.stallLimit = nil
        numbers.stalledTime = nil
        addGoodput(to: &numbers)
        addOutcomes(to: &numbers)
        addTokens(to: &numbers)
        return numbers
    }
}
