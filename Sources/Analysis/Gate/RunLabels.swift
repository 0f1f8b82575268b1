internal import RunModel

/// Where a run comes from: `commit`, `branch` and whatever else its maker names, as text.
package struct RunLabels: Codable, Sendable, Equatable {
    package private(set) var values: [String: String]

    /// Longer ones are cut: a history's files stay small.
    package static let mostCharacters = 200

    package init(_ values: [String: String] = [:]) {
        self.values = [:]
        for (name, value) in values { self[name] = value }
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([String: String].self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }

    /// Control characters are no part of a label, and an empty one is none.
    package subscript(name: String) -> String? {
        get { values[name] }
        set {
            let scalars = (newValue ?? "").unicodeScalars.filter {
                $0.value >= 32 && $0.value != 127
            }
            // A job's address may carry the token that it was cloned with.
            let text = String(String.UnicodeScalarView(scalars))
            let plain = text.contains("://") ? RunPlan.withoutUser(text) : text
            let kept = String(plain.unicodeScalars.prefix(Self.mostCharacters))
            values[name] = kept.isEmpty ? nil : kept
        }
    }

    package var commit: String? { self[Self.commitName] }
    package var branch: String? { self[Self.branchName] }
    /// The branch that a pull request wants into.
    package var targetBranch: String? { self[Self.targetBranchName] }

    package static let commitName = "commit"
    package static let branchName = "branch"
    package static let targetBranchName = "target_branch"

    /// Enough of a commit's digest to find it.
    package var shortCommit: String? { commit.map { String($0.prefix(9)) } }
}
