import Analysis
import Foundation
import RunModel
import SyntheticRuns

/// The limits runs that texts and pages are tested with.
enum LimitSample: String, CaseIterable, Sendable {
    case truthful
    case lying
    case untold

    var summary: LimitsSummary {
        switch self {
        case .truthful: SyntheticLimits.truthful
        case .lying: SyntheticLimits.lying
        case .untold: SyntheticLimits.untold
        }
    }

    /// A run whose target never answered.
    static var deaf: LimitsSummary {
        var summary = LimitsSummary(manifest: SyntheticLimits.truthful.manifest)
        summary.findings = [
            LimitFinding(
                .concurrentStreams, source: .user, stated: "10", verdict: .cannotTell,
                reason: "no request was let in")
        ]
        return summary
    }

    /// A run with `attack` wherever others than this program wrote a text.
    static func hostile(_ attack: String) -> LimitsSummary {
        var summary = SyntheticLimits.lying
        summary.manifest.plan.name = attack
        summary.manifest.plan.request.model = attack
        summary.manifest.endpoint = attack
        summary.manifest.notices = [Notice(.other, attack)]
        for index in summary.findings.indices {
            summary.findings[index].stated = attack
            summary.findings[index].observed = attack
            summary.findings[index].reason = attack
        }
        for index in summary.refusals.indices {
            summary.refusals[index].type = attack
            summary.refusals[index].code = attack
            summary.refusals[index].message = attack
        }
        for index in summary.timeline.entries.indices {
            summary.timeline.entries[index].probe = attack
            summary.timeline.entries[index].ending = attack
        }
        summary.window?.doubt = attack
        return summary
    }
}
