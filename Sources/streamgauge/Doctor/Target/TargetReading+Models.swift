import Reporting

extension TargetReading {
    var modelFinding: Finding? {
        guard way?.isReached != false else { return nil }
        let key = "Give a key that may use the model, with OPENAI_API_KEY or --api-key-file."
        switch models.status {
        case nil:
            return Finding(
                .models, .note, "the list of models did not come",
                remedy: models.isNamed ? nil : "Name the model with --model.")
        case 401?, 403?:
            if answers.hasSuccess {
                return Finding(
                    .models, .note,
                    "the list is refused with status \(models.status ?? 0), and requests are not",
                    cost: "A wrong --model shows only in the answers.")
            }
            return Finding(
                .models, .mend, "the list is refused with status \(models.status ?? 0)",
                cost: "Requests are likely to be refused too.", remedy: key)
        case 200? where !models.listed.isEmpty: return listedModels()
        case let status?:
            return Finding(
                .models, .note,
                status != 200
                    ? "no list of models (status \(status))"
                    : models.isList
                        ? "the list names no model" : "the answer is no list of models",
                cost: "A wrong --model shows only in the answers.")
        }
    }

    private func listedModels() -> Finding {
        let count = models.listed.count
        let least = models.hasMore ? "at least " : ""
        let shown = models.listed.prefix(3).joined(separator: ", ")
        let rest = max(0, count - 3) + (models.hasMore ? 1 : 0)
        let list = rest > 0 ? "\(shown) and \(least)\(QuantityFormat.count(rest)) more" : shown
        if models.listed.contains(models.asked) {
            return Finding(
                .models, .ok,
                count == 1 && !models.hasMore
                    ? "\(models.asked) is the one that is listed"
                    : "\(models.asked) is one of \(least)\(QuantityFormat.count(count)) listed")
        }
        if !models.isNamed {
            return Finding(
                .models, .note,
                "it lists \(list); none was named, and '\(models.asked)' is asked for",
                cost: answers.hasSuccess
                    ? "It is answered; another model than you mean may do so."
                    : rest == 0 && count == 1
                        ? "A run takes the one that there is, after a refusal."
                        : "A run may be refused.",
                remedy: "Name one with --model.")
        }
        // What was left out may be the one.
        if models.hasMore {
            return Finding(
                .models, .note,
                "'\(models.asked)' is not among the first \(QuantityFormat.count(count)) listed; "
                    + "the others were not read",
                cost: "A wrong --model shows only in the answers.")
        }
        let nearest = models.listed.min {
            ($0.distance(to: models.asked), $0) < ($1.distance(to: models.asked), $1)
        }
        if answers.hasSuccess {
            return Finding(
                .models, .note, "'\(models.asked)' is not among \(list), and requests are answered",
                cost: "Where it is no other name of one of them, another model may answer.",
                remedy: nearest.map { "See whether --model \($0) is meant." })
        }
        return Finding(
            .models, .mend, "'\(models.asked)' is not among \(list)",
            cost: "Requests are refused, or answered by another model.",
            remedy: nearest.map { "Is it --model \($0)?" })
    }
}

extension String {
    /// How many letters have to be changed, put in or left out to make the other one of it (Levenshtein).
    fileprivate func distance(to other: String) -> Int {
        let (mine, theirs) = (Array(utf8), Array(other.utf8))
        var row = Array(0...theirs.count)
        for (index, byte) in mine.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, letter) in theirs.enumerated() {
                let changed = diagonal + (byte == letter ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = Swift.min(changed, diagonal + 1, row[place] + 1)
            }
        }
        return row[theirs.count]
    }
}
