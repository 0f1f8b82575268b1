internal import RunModel

/// Which runs of the history a new one is held against.
///
/// Never the best run, which guarantees disappointment, and never one alone, which has its own luck: the last valid
/// ones of a branch since the last blessing, or all that a named baseline holds.
package struct BaselineChoice: Sendable, Equatable {
    /// In order of time.
    package private(set) var runs: [PastRun] = []
    package private(set) var passedOver: [PassedOver] = []
    /// The blessed run that it begins with.
    package private(set) var blessed: PastRun?
    /// Whose runs they are; nil for all.
    package private(set) var branch: String?

    package static let usualCount = 15

    /// The last runs of a branch.
    ///
    /// - Parameters:
    ///   - past: The history, in any order; runs of other kinds than the new one's are no part of it.
    ///   - branch: Whose runs; nil for all.
    ///   - ownBranch: Where the new run comes from: a blessing there counts for it too.
    ///   - count: How many at most.
    ///   - new: Whose work they must have done.
    package init(
        lastOf past: [PastRun], branch: String?, ownBranch: String? = nil, count: Int,
        like new: PastRun
    ) {
        let earlier = past.filter { $0.id != new.id && $0.kind == new.kind }
            .sorted { $0.id < $1.id }
        // What a pull request wants to merge from a branch is no run of that branch for others.
        func isOf(_ branch: String?, _ run: PastRun) -> Bool {
            branch == nil
                || run.labels.branch == branch
                    && (run.labels.targetBranch == nil || branch == ownBranch)
        }
        let blessed = earlier.last { run in
            run.blessing != nil
                && (isOf(branch, run) || (ownBranch != nil && run.labels.branch == ownBranch))
        }
        self.blessed = blessed
        // What is blessed elsewhere, such as on a branch before it is merged, goes on there.
        let home = blessed.map { isOf(branch, $0) ? branch : $0.labels.branch } ?? branch
        self.branch = home
        var chosen: [PastRun] = []
        for run in earlier.reversed() where isOf(home, run) {
            guard chosen.count < count else { break }
            guard run.id >= blessed?.id ?? "" else {
                passOver(run, .beforeBlessing)
                break
            }
            if take(run, like: new) { chosen.append(run) }
        }
        runs = chosen.reversed()
    }

    /// All runs of a named baseline. One that is older than a blessed run of the branch, or of the new run's own, holds
    /// no more.
    package init(
        named name: String, of past: [PastRun], branch: String?, like new: PastRun
    ) {
        let branches = [branch, new.labels.branch]
        let blessed = past.filter {
            $0.blessing != nil && $0.kind == new.kind
                && (branch == nil || branches.contains($0.labels.branch))
        }.max { $0.id < $1.id }
        for run in past.sorted(by: { $0.id < $1.id })
        where run.baselines.contains(name) && run.id != new.id && run.kind == new.kind {
            if let blessed, run.id < blessed.id {
                self.blessed = blessed
                passOver(run, .beforeBlessing)
            } else if take(run, like: new) {
                runs.append(run)
            }
        }
    }

    private mutating func take(_ run: PastRun, like new: PastRun) -> Bool {
        if let fault = run.fault {
            passOver(run, fault, run.exclusion)
            return false
        }
        if run.blessing == nil, run.verdict == .regression || run.isSuspect {
            passOver(run, run.verdict == .regression ? .regression : .suspect)
            return false
        }
        // Of a cold run it is to be told that the others were warm.
        if run.profile.startedCold, !new.profile.startedCold {
            passOver(run, .coldStart)
            return false
        }
        var keys = run.profile.otherWork(than: new.profile)
        // A target that stopped to stream leaves no streams, whatever its plan asked for.
        if Set(run.profile.modes.map(\.mode)) != Set(new.profile.modes.map(\.mode)) {
            keys.append("modes of the answers")
        }
        guard keys.isEmpty else {
            passOver(run, .otherWork, keys.joined(separator: ", "))
            return false
        }
        return true
    }

    private mutating func passOver(
        _ run: PastRun, _ reason: PassedOver.Reason, _ text: String? = nil
    ) {
        passedOver.append(PassedOver(id: run.id, reason: reason, text: text))
    }
}

extension RunProfile {
    /// Keys of the plan by which it did other work than `other`.
    package func otherWork(than other: RunProfile) -> [String] {
        var keys: [String] = []
        for item in other.work + work where !keys.contains(item.key) {
            let mine = work.first { $0.key == item.key }?.value ?? "null"
            let theirs = other.work.first { $0.key == item.key }?.value ?? "null"
            let isUnknown = item.key == Self.digestKey && (mine == "null" || theirs == "null")
            if mine != theirs, !isUnknown { keys.append(item.key) }
        }
        return keys
    }
}
