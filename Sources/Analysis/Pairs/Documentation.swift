internal import RunModel

/// An API's documentation whose table of the modes can be held against a run.
package enum Documentation: String, Sendable, CaseIterable {
    /// Of the API that the emulator stands for.
    case perf

    /// What every claim of it names as its source.
    package var source: String {
        switch self {
        case .perf: "perf, the documentation of the API that the emulator stands for"
        }
    }

    /// The one that is held against the run: what its plan names, else that of the emulator where it was measured. Nil
    /// for none: the times of one API are no promise of another's.
    static func held(against manifest: RunManifest) -> Documentation? {
        if let name = manifest.plan.judging?.documentation { return Documentation(rawValue: name) }
        return manifest.isEmulated == true ? .perf : nil
    }
}
