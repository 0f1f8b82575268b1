internal import FoundationEssentials

/// What the event that started a GitHub job says, where the variables do not.
struct GitHubEvent {
    /// There GITHUB_SHA is a commit that nobody made.
    struct PullRequest: Decodable {
        var number: Int?
        fileprivate var head: Head

        var commit: String? { head.sha }

        /// The branch of a fork with its owner.
        func foreignBranch(of home: String?) -> String? {
            head.repo?.full_name == home ? nil : head.label
        }
    }

    fileprivate struct Head: Decodable {
        var sha: String?
        /// `owner:branch`.
        var label: String?
        var repo: Home?
    }

    fileprivate struct Home: Decodable {
        var full_name: String?
        var default_branch: String?
    }

    private struct Queue: Decodable {
        /// `refs/heads/main`.
        var base_ref: String?
    }

    private struct Workflow: Decodable {
        var head_sha: String?
        var head_branch: String?
        var head_repository: Home?
    }

    private struct Event: Decodable {
        var pull_request: PullRequest?
        var merge_group: Queue?
        var workflow_run: Workflow?
        var repository: Home?
    }

    private let event: Event

    init?(_ text: String) {
        guard let event = try? JSONDecoder().decode(Event.self, from: Data(text.utf8)) else {
            return nil
        }
        self.event = event
    }

    var pullRequest: PullRequest? { event.pull_request }
    var defaultBranch: String? { event.repository?.default_branch }

    /// What a merge queue wants to merge into.
    var queueTarget: String? {
        event.merge_group?.base_ref.map { ref in
            ref.hasPrefix("refs/heads/") ? String(ref.dropFirst("refs/heads/".count)) : ref
        }
    }

    /// The branch of the workflow that started this one, where the working copy has its commit.
    func workflowBranch(of home: String?, at commit: String) -> String? {
        guard let run = event.workflow_run, run.head_sha == commit, let branch = run.head_branch
        else { return nil }
        let source = run.head_repository?.full_name
        return source == nil || source == home ? branch : "\(source ?? ""):\(branch)"
    }
}
