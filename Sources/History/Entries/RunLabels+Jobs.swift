internal import Analysis

/// What each CI system calls the same things. A tag is no branch, a fork's branch is not ours, and of a pull request the
/// commit that somebody made counts, not the merge that nobody did.
extension RunLabels {
    /// `head` is the commit of the working copy, where there is one.
    mutating func addGitHub(_ job: JobEnvironment, _ event: GitHubEvent?, _ head: String?) {
        let isTag = job["GITHUB_REF_TYPE"] == "tag"
        let ref = job["GITHUB_HEAD_REF", "GITHUB_REF_NAME"]
        // The event of a pull request may also be one that runs the code it wants to merge into.
        let isBase = job["GITHUB_EVENT_NAME"] == "pull_request_target" && head == job["GITHUB_SHA"]
        if let pull = event?.pullRequest, !isBase {
            self[Self.commitName] = pull.commit ?? job["GITHUB_SHA"]
            self[Self.branchName] = pull.foreignBranch(of: job["GITHUB_REPOSITORY"]) ?? ref
            self[Self.targetBranchName] = job["GITHUB_BASE_REF"]
            self[Self.pullRequestName] = pull.number.map(String.init)
        } else if let head, let named = job["GITHUB_SHA"], head != named {
            // Jobs that a comment or another workflow started have other code than their event says.
            self[Self.commitName] = head
            self[Self.branchName] = event?.workflowBranch(of: job["GITHUB_REPOSITORY"], at: head)
            if branch != event?.defaultBranch {
                self[Self.targetBranchName] = event?.defaultBranch ?? job["GITHUB_REF_NAME"]
            }
        } else if isTag {
            self[Self.commitName] = job["GITHUB_SHA"]
            self[Self.tagName] = job["GITHUB_REF_NAME"]
            self[Self.targetBranchName] = event?.defaultBranch
        } else {
            self[Self.commitName] = job["GITHUB_SHA"]
            self[Self.branchName] = isBase ? job["GITHUB_BASE_REF"] : ref
            self[Self.targetBranchName] =
                isBase ? nil : event?.queueTarget ?? job["GITHUB_BASE_REF"]
        }
        self["job"] = job["GITHUB_WORKFLOW"]
        self["ci"] = "GitHub"
        self["host"] = job["RUNNER_NAME"]
        if let server = job["GITHUB_SERVER_URL"], let home = job["GITHUB_REPOSITORY"],
            let run = job["GITHUB_RUN_ID"]
        {
            self["url"] = "\(server)/\(home)/actions/runs/\(run)"
        }
    }

    mutating func addGitLab(_ job: JobEnvironment) {
        self[Self.commitName] =
            job[
                "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA",
                "CI_COMMIT_SHA"]
        if let tag = job["CI_COMMIT_TAG"] {
            self[Self.tagName] = tag
            self[Self.targetBranchName] = job["CI_DEFAULT_BRANCH"]
        } else {
            self[Self.branchName] =
                job[
                    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
                    "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH",
                    "CI_COMMIT_REF_NAME"]
            self[Self.targetBranchName] =
                job[
                    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
                    "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"]
        }
        addOwner(
            of: job[
                "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH",
                "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY"],
            unless: job["CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY", "CI_PROJECT_PATH"])
        self[Self.pullRequestName] = job["CI_MERGE_REQUEST_IID", "CI_EXTERNAL_PULL_REQUEST_IID"]
        self["job"] = job["CI_JOB_NAME"]
        self["ci"] = "GitLab"
        self["host"] = job["CI_RUNNER_DESCRIPTION"]
        self["url"] = job["CI_JOB_URL"]
    }

    mutating func addJenkins(_ job: JobEnvironment) {
        self[Self.commitName] = job["ghprbActualCommit", "GIT_COMMIT"]
        if let tag = job["TAG_NAME"] {
            self[Self.tagName] = tag
        } else {
            let named = job[
                "CHANGE_BRANCH", "ghprbSourceBranch", "GIT_LOCAL_BRANCH", "BRANCH_NAME",
                "GIT_BRANCH"]
            self[Self.branchName] = named.flatMap(Self.localBranch)
        }
        self[Self.targetBranchName] = job["CHANGE_TARGET", "ghprbTargetBranch"]
        addOwner(of: job["CHANGE_FORK"], unless: nil)
        self[Self.pullRequestName] = job["CHANGE_ID", "ghprbPullId"]
        self["job"] = job["JOB_NAME"]
        self["ci"] = "Jenkins"
        self["host"] = job["NODE_NAME"]
        self["url"] = job["BUILD_URL"]
    }

    mutating func addBuildkite(_ job: JobEnvironment) {
        self[Self.commitName] = job["BUILDKITE_COMMIT"].flatMap { $0 == "HEAD" ? nil : $0 }
        if let tag = job["BUILDKITE_TAG"] {
            self[Self.tagName] = tag
            self[Self.targetBranchName] = job["BUILDKITE_PIPELINE_DEFAULT_BRANCH"]
        } else {
            self[Self.branchName] = job["BUILDKITE_BRANCH"]
            self[Self.targetBranchName] = job["BUILDKITE_PULL_REQUEST_BASE_BRANCH"]
        }
        let request = job["BUILDKITE_PULL_REQUEST"].flatMap { $0 == "false" ? nil : $0 }
        self[Self.pullRequestName] = request
        // Branches of forks have their owner already where the pipeline is set up so.
        if request != nil, branch?.contains(":") == false {
            addOwner(
                of: job["BUILDKITE_PULL_REQUEST_REPO"].map(Self.repository),
                unless: job["BUILDKITE_REPO"].map(Self.repository))
        }
        self["job"] = job["BUILDKITE_PIPELINE_SLUG"]
        self["ci"] = "Buildkite"
        self["host"] = job["BUILDKITE_AGENT_NAME"]
        self["url"] = job["BUILDKITE_BUILD_URL"]
    }

    /// A branch of another repository with its name, as a fork's `main` is not ours.
    private mutating func addOwner(of source: String?, unless home: String?) {
        guard let source, source != home, let branch else { return }
        self[Self.branchName] = "\(source):\(branch)"
    }

    /// `owner/name` of an address, however it is written.
    private static func repository(_ address: String) -> String {
        let plain = address.hasSuffix(".git") ? String(address.dropLast(4)) : address
        return plain.split { $0 == "/" || $0 == ":" }.suffix(2).joined(separator: "/")
    }

    /// Jenkins names branches as git has them in a remote; `detached` is none.
    private static func localBranch(_ name: String) -> String? {
        if name == "detached" || name == "HEAD" { return nil }
        if name.hasPrefix("refs/heads/") { return String(name.dropFirst("refs/heads/".count)) }
        var rest = name[...]
        if name.hasPrefix("refs/remotes/") { rest = rest.dropFirst("refs/remotes/".count) }
        for remote in ["origin/", "upstream/"] where rest.hasPrefix(remote) {
            return String(rest.dropFirst(remote.count))
        }
        return String(rest)
    }
}
