import Analysis
import Emulator
import Foundation
import RunModel
import Testing
import VirtualServer
import Workload

/// How budgets of tokens are charged, against what is found of it: every kind of charging and of counting time, with
/// numbers as stated and others.
@Suite struct TokenMatrixTests {
    static let plain = TokenLimit.Cost.allCases.flatMap { cost in
        WindowShape.Kind.usual.flatMap { kind in
            [1, 0.5, 1.5].flatMap { factor in
                (1...2).map {
                    TokenCase(cost: cost, kind: kind, factor: factor, seed: $0 + Int(10 * factor))
                }
            }
        }
    }

    static let apart = [TokenLimit.Cost.promptAndMax, .promptAndMaxCorrected, .generated]
        .flatMap { cost in
            WindowShape.Kind.usual.flatMap { kind in
                [1, 0.6].map {
                    TokenCase(
                        cost: cost, isApart: true, kind: kind, factor: $0, seed: Int(20 * $0))
                }
            }
        }

    static let special = [TokenLimit.Cost.promptAndMax, .generated, .promptOnly].flatMap { cost in
        WindowShape.Kind.usual.flatMap { kind in
            [true, false].map {
                TokenCase(cost: cost, kind: kind, countsRefused: $0, isCachedFree: !$0, seed: 5)
            }
        }
    }

    @Test func `no budget is told as another, and few not at all`() {
        let plain = tally(Seeds.every(9, of: Self.plain))
        #expect(plain.wrong.isEmpty)
        #expect(!Seeds.isSweep || plain.untold.count * 10 <= Self.plain.count)
        let apart = tally(Seeds.every(9, of: Self.apart))
        #expect(apart.wrong.isEmpty)
        let special = tally(Seeds.every(9, of: Self.special))
        #expect(special.wrong.isEmpty)
    }

    private struct Tally {
        var wrong: [String] = []
        var untold: [String] = []
    }

    private func tally(_ cases: [TokenCase]) -> Tally {
        var tally = Tally()
        for item in cases {
            let (summary, run) = item.verification.run()
            #expect(run.isFinished, "\(item)")
            #expect(run.isWithin(LimitsCost(item.verification.plan)), "\(item)")
            for unit in item.units {
                let number = summary[unit]
                let words = "\(item): \(unit.rawValue) \(number?.observed ?? "-")"
                guard let verdict = number?.verdict, verdict != .cannotTell else {
                    tally.untold.append(words + " \(number?.reason ?? "")")
                    continue
                }
                if !item.verdicts.contains(verdict) { tally.wrong.append(words + " \(verdict)") }
            }
            for (subject, fact) in item.facts {
                guard let finding = summary[subject], let observed = finding.observed,
                    observed != fact
                else { continue }
                tally.wrong.append("\(item): \(subject.rawValue) \(observed), not \(fact)")
            }
            report(item, summary, run)
        }
        return tally
    }

    /// Writes what was found into the file that TOKEN_MATRIX names.
    private func report(_ item: TokenCase, _ summary: LimitsSummary, _ run: VirtualRun) {
        guard let path = ProcessInfo.processInfo.environment["TOKEN_MATRIX"],
            let file = FileHandle(forWritingAtPath: path)
        else { return }
        let lines = summary.findings.map {
            "   \($0.subject.rawValue): \($0.observed ?? "-") [\($0.verdict?.rawValue ?? "")]"
        }
        let candidates = (summary.tokens?.candidates ?? []).map {
            "   * \($0.charge.rawValue) \($0.outputCharge?.rawValue ?? "") \($0.kind.rawValue) "
                + "\(Int($0.limitLow))-\(Int($0.limitHigh)) refused \($0.countsRejected) "
                + "free \($0.isCachedFree)"
        }
        let head = "\(item): \(run.requests.count) requests, \(run.ended / .seconds(1)) s"
        file.seekToEndOfFile()
        file.write(Data(([head] + lines + candidates).map { $0 + "\n" }.joined().utf8))
    }
}
