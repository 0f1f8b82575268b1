package import Analysis

extension RunLabels {
    /// What the environment of a CI job, or the working copy, says of where a run comes from.
    ///
    /// - Parameters:
    ///   - environment: The process's.
    ///   - file: The text of a file; nil where it cannot be read.
    ///   - git: The output of git with these arguments; nil where it fails.
    package init(
        environment: [String: String], file: (String) -> String?, git: ([String]) -> String?
    ) {
        self.init()
        let job = JobEnvironment(environment)
        let head = Self.line(git, "rev-parse", "HEAD")
        if environment["GITHUB_ACTIONS"] == "true" {
            addGitHub(job, job["GITHUB_EVENT_PATH"].flatMap(file).flatMap(GitHubEvent.init), head)
        } else if environment["GITLAB_CI"] == "true" {
            addGitLab(job)
        } else if job["JENKINS_URL"] != nil {
            addJenkins(job)
        } else if environment["BUILDKITE"] == "true" {
            addBuildkite(job)
        }
        addWorkingCopy(head, git)
    }

    static let tagName = "tag"
    static let pullRequestName = "pull_request"

    /// What git knows and the job did not say.
    private mutating func addWorkingCopy(_ head: String?, _ git: ([String]) -> String?) {
        guard let head else { return }
        if commit == nil { self[Self.commitName] = head }
        if self["ci"] == nil {
            self[Self.branchName] = Self.line(git, "symbolic-ref", "--short", "-q", "HEAD")
            if Self.line(git, "status", "--porcelain", "--untracked-files=no") != nil {
                self["uncommitted"] = "yes"
            }
        }
        if let commit, let subject = Self.line(git, "log", "-1", "--format=%s", commit, "--") {
            self["subject"] = String(subject.prefix(80))
        }
    }

    private static func line(_ git: ([String]) -> String?, _ arguments: String...) -> String? {
        git(arguments)?.split(separator: "\n").first.map(String.init)
    }
}

/// The variables of a job; one that is empty is none.
struct JobEnvironment {
    private let values: [String: String]

    init(_ values: [String: String]) {
        self.values = values
    }

    /// The first of them that is set.
    subscript(names: String...) -> String? {
        names.lazy.compactMap { values[$0] }.first { !$0.isEmpty }
    }
}
