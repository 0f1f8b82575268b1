import Engine
import Reporting

/// Whether the front ends beside the one that is examined answer too: each is asked for its list of models.
struct FrontEndCheck {
    let examination: TargetExamination
    /// An order a front end.
    let others: [RunOrder]

    /// What is said before they are asked; nil where there are none.
    var announcement: String? {
        others.isEmpty
            ? nil
            : "Asking \(others.map(\.shownURL).joined(separator: ", ")): the list of models alone."
    }

    /// Nil where there are none.
    func finding() async -> Finding? {
        guard !others.isEmpty else { return nil }
        var silent: [String] = []
        for order in others {
            let check = await examination.waiting(
                "the list of models of \(order.shownURL), 10 s at most"
            ) { AddressCheck(order) }
            if check.status == nil { silent.append(order.shownURL) }
        }
        let all = others.count
        guard !silent.isEmpty else {
            return Finding(
                .frontEnds, .ok, "the other \(all == 1 ? "one answers" : "\(all) answer") too")
        }
        return Finding(
            .frontEnds, .mend, "no answer from \(silent.joined(separator: ", "))",
            cost: "A run's requests to it fail, and the run ends when its first 20 did.",
            remedy: "Examine it by itself, with it as the one --base-url.")
    }
}
