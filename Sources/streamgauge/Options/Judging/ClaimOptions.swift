import Analysis
import ArgumentParser
import Foundation
import RunModel
import Yams

/// What is documented of the target, to hold it against the run.
struct ClaimOptions: ParsableArguments {
    @Option(
        name: .customLong("claims"),
        help: ArgumentHelp(
            "Hold documented times against the run: perf (of the emulator's API; the default beside the emulator), "
                + "or a YAML file with a list of metric, bound and source, such as ttft.p95, < 300ms, a link.",
            valueName: "perf|file", visibility: .hidden))
    var claims: String?

    /// - Throws: `ValidationError` naming the file and what is wrong in it.
    func apply(to plan: inout RunPlan) throws {
        var judging = plan.judging ?? JudgingPlan()
        if let claims {
            if Documentation(rawValue: claims) != nil {
                judging.documentation = claims
            } else {
                judging.claims = try Self.read(claims)
            }
        }
        if let name = judging.documentation, Documentation(rawValue: name) == nil {
            throw ValidationError(
                "judging.documentation: there is no '\(name)'; there is "
                    + Documentation.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        for claim in judging.claims ?? [] { _ = try claim.assertion() }
        plan.judging = judging.isEmpty ? nil : judging
    }

    private static func read(_ path: String) throws -> [StatedClaim] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ValidationError(
                "--claims: '\(path)' is neither perf nor a file that can be read; give a YAML file with "
                    + "lines like '- {metric: ttft.p95, bound: < 300ms, source: a link}'.")
        }
        guard let claims = try? YAMLDecoder().decode([StatedClaim].self, from: text),
            !claims.isEmpty, claims.allSatisfy({ !$0.source.isEmpty })
        else {
            throw ValidationError(
                "--claims: '\(path)' must hold a list in which each item has metric, bound and source, like "
                    + "'- {metric: ttft.p95, bound: < 300ms, source: a link}'.")
        }
        return claims
    }
}

extension StatedClaim {
    /// - Throws: `ValidationError` for a metric or a bound that nobody understands.
    func assertion() throws -> Assertion {
        do throws(AssertionError) {
            return try Assertion(text)
        } catch {
            throw ValidationError("The claim '\(text)': \(error).")
        }
    }
}
