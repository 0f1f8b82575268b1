import Analysis
import Engine
import RecordStore
import Reporting
import RunModel

/// The last lines of a run in which nothing succeeded: what to do, and what else answers at the address.
struct TargetDiagnosis {
    let order: RunOrder
    let requests: [RequestRecord]
    /// Whether the list of models was asked for already, and is in the failures' words.
    let hasModels: Bool

    /// The path under which most servers have the API.
    private static let usualPath = "/v1"

    /// A line each, for standard error; none where no request failed.
    var lines: [String] {
        guard let (remedy, tried) = found else { return [] }
        let look = isOfTheWay ? " 'streamgauge doctor' says where the way ends." : ""
        return ["remedy: \(remedy)\(look)"] + tried.map { "tried: \($0)" }
    }

    /// Whether the failure is one of the network or of what is between, and not of what was asked.
    private var isOfTheWay: Bool {
        switch OutcomeCount.mostFrequentFailure(of: requests)?.outcome {
        case .resolve, .connect, .tls, .reset, .timeoutConnect, .timeoutFirstByte, .protocol,
            .notAStream:
            true
        default: false
        }
    }

    /// The same as sentences, for whoever looks already.
    var advice: [String] { found.map { [$0.remedy] + $0.tried } ?? [] }

    private var found: (remedy: String, tried: [String])? {
        guard let failure = OutcomeCount.mostFrequentFailure(of: requests) else { return nil }
        let remedy = keyless(failure) + RemedyLine.text(failure, target: order.plan.target)
        return (remedy, isOfAddress(failure) ? address() : [])
    }

    private func keyless(_ failure: OutcomeCount) -> String {
        let isRefused = failure.outcome == .http4xx && [401, 403].contains(failure.statuses.first)
        guard isRefused, !order.sides[0].hasKey else { return "" }
        let wanted =
            order.plan.target.provider?.traits.keyVariable ?? ProviderTraits.usualKeyVariable
        guard let other = Credentials.otherKey(than: wanted) else { return "No key was sent. " }
        return "No key was sent: \(other) is set, and \(wanted), which is read here, is not. "
    }

    /// Whether something answers, and not as the API would: the address may be a little wrong.
    private func isOfAddress(_ failure: OutcomeCount) -> Bool {
        guard !order.isEmulated, !hasModels else { return false }
        switch failure.outcome {
        case .http4xx: return failure.statuses.contains { [404, 405].contains($0) }
        case .http5xx: return failure.statuses.contains(501)
        case .notAStream, .empty, .protocol: return true
        default: return false
        }
    }

    /// What the list of models says, which is asked for once at the address and once below it.
    private func address() -> [String] {
        let here = AddressCheck(order)
        guard here.models.isEmpty else {
            let lists =
                "\(here.shownURL) lists \(Self.listed(here.models)), so the address is right"
            let isListed = here.models.contains(order.plan.request.model)
            return [
                isListed
                    ? "\(lists), and --model is one of them."
                    : "\(lists); see whether --model is one of them."
            ]
        }
        let tried = Self.answer(here)
        let base = order.sides[0].shownURL.prefix { $0 != "?" }
        guard !base.hasSuffix(Self.usualPath), !base.hasSuffix(Self.usualPath + "/") else {
            return [tried + "."]
        }
        let below = AddressCheck(order, path: Self.usualPath)
        guard below.models.isEmpty else {
            let right = below.shownURL.replacing("/models", with: "")
            return [
                "\(below.shownURL) lists \(Self.listed(below.models)): write --base-url \(right)."
            ]
        }
        return [tried + ", \(Self.answer(below))."]
    }

    private static func answer(_ check: AddressCheck) -> String {
        switch check.status {
        case nil: "\(check.shownURL) does not answer"
        case 200?:
            "\(check.shownURL) answers, with \(check.isList ? "a list that names no model" : "no list of models")"
        case let status?: "\(check.shownURL) answers with status \(status)"
        }
    }

    private static func listed(_ models: [String]) -> String {
        let shown = models.prefix(3).map { String($0.prefix(60)) }.joined(separator: ", ")
        return models.count > 3 ? "\(shown) and \(models.count - 3) more" : shown
    }
}
