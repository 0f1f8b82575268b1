import Engine
import RunModel
import Workload

extension Announcement {
    /// `in 29 conversations of 1..6 turns, 8 users at a time`.
    static func conversations(_ order: RunOrder) -> String? {
        guard let plan = order.plan.conversations else { return nil }
        let load = order.plan.load
        let share = WorkerShare(index: 0, count: 1)
        let count = order.conversations?.conversations(of: share).map {
            "\($0) conversation\($0 == 1 ? "" : "s")"
        }
        let turns = plan.turns == "1" ? "1 turn" : "\(plan.turns) turns"
        let who =
            load.rate.map { "\($0) conversations a second (\(load.arrival.rawValue) arrivals)" }
            ?? "\(load.concurrency) user\(load.concurrency == 1 ? "" : "s") at a time"
        return "in \(count ?? "conversations") of \(turns), \(who)"
            + (plan.thinkTime.map { ", who think for \($0)" } ?? "")
    }

    /// What is said again, and which conversations differ in what.
    static func manner(_ plan: RunPlan) -> String {
        var text = ""
        if let conversations = plan.conversations {
            if conversations.mayGoOn {
                text +=
                    conversations.usesScript
                    ? " Made answers are said again." : " The target's answers are said again."
            }
            if conversations.isPaired {
                text +=
                    " Half of the conversations are twins with a novel beginning in each request."
            }
        }
        if let prefix = plan.request.prefix {
            text +=
                " Each \(plan.conversations == nil ? "prompt" : "conversation") begins with "
                + (prefix.texts == 1
                    ? "a common text of" : "one of \(prefix.texts) common texts of")
                + " \(prefix.tokens) tokens."
        }
        return text
    }
}
