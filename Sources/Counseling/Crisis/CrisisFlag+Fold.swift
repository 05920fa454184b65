// How what was signed becomes a flag. Nothing here looks anything up: the rules are functions of what is handed in.
extension CrisisFlag {
    /// Whether a person counsels a client, or did.
    public typealias Counsels = (Identifier<Person>, Identifier<Client>) -> Bool

    /// The flags that deposits tell of. What does not count is kept as a fault of its flag, never obeyed.
    ///
    /// - Parameter counsels: looked up by whoever opened them
    /// - Returns: the flags, the oldest first, and deposits of a flag whose first is not among them
    public static func fold(_ deposits: [CrisisDeposit], counsels: Counsels) -> (
        flags: [CrisisFlag], homeless: [CrisisDeposit]
    ) {
        var flags: [CrisisFlag] = []
        var homeless: [CrisisDeposit] = []
        for (id, own) in Dictionary(grouping: deposits, by: \.flag) {
            guard let first = own.first(where: { $0.id == id }), var flag = CrisisFlag(raisedBy: first) else {
                homeless += own
                continue
            }
            for deposit in own.filter({ $0.id != id }).sorted(by: CrisisDeposit.precedes) {
                do throws(CrisisProblem) {
                    flag = try flag.after(deposit, counsels: counsels)
                } catch {
                    flag.faults.append((deposit, error))
                    // What was refused when it was signed stays before whatever is signed next, and so stays refused.
                    if error.isOfState { flag.lastNumber = max(flag.lastNumber, deposit.event.number) }
                }
            }
            flags.append(flag)
        }
        return (flags.sorted { ($0.raisedAt, $0.id.hex) < ($1.raisedAt, $1.id.hex) }, homeless)
    }

    /// A flag as it was raised; nil where the deposit raises none or does not say who signed it.
    init?(raisedBy first: CrisisDeposit) {
        guard case .raised(let report) = first.event.what, first.event.flag == nil,
            first.event.by == first.author.person
        else { return nil }
        id = first.id
        raisedAt = first.event.at
        raisedBy = first.author
        clockBehind = first.event.clockBehind == true
        self.report = report
        state = .raised
        client = report.client
        kind = report.kind
        assessedLevel = report.level
        concernsMinor = report.concernsMinor == true
        due = first.event.at.adding(Self.firstIntervention(of: report))
        dueSince = first.event.at
        deposits = [first]
        if needsReport { reportOwedSince = first.event.at }
    }

    /// The flag after one more thing was signed.
    ///
    /// - Throws: `CrisisProblem` where that does not count
    public func after(_ deposit: CrisisDeposit, counsels: Counsels) throws(CrisisProblem) -> CrisisFlag {
        let event = deposit.event
        guard deposit.flag == id, event.by == deposit.author.person else { throw .contradictory }
        // Nobody acts by a right that they had before the flag was there.
        guard event.position >= deposits[0].event.position else { throw .notEntitled }
        guard isEntitled(deposit.author, to: event.what.step, counsels: counsels) else { throw .notEntitled }
        guard event.number - lastNumber <= Self.widestGap else { throw .farBeyond }
        var next = self
        next.lastNumber = max(lastNumber, event.number)
        next.state = try state.advance(event.what.step)
        try next.take(event)
        next.deposits.append(deposit)
        return next
    }

    /// Whether somebody may do a step: whoever raised it adds to it, supervisors and directors do all but co-sign, which is the
    /// supervisors', and the client's counselors do what is done for the client.
    func isEntitled(_ author: CrisisAuthor, to step: CrisisStep, counsels: Counsels) -> Bool {
        let leads = author.holds(.supervisor) || author.holds(.director)
        // The desk belongs to every client's file too: only who counsels does what is done for the client.
        let mayTreat = author.holds(.counselor) || author.holds(.trainee)
        let treats = mayTreat && client.map { client in author.person.map { counsels($0, client) } ?? false } ?? false
        let raised = author.person != nil && author.person == raisedBy.person
        switch step {
        case .raised: return false
        case .detailed: return author == .station || raised || leads || treats
        case .acknowledged, .intervened, .contacted, .reassessed, .proposed: return leads || treats
        case .linked, .cardOpened: return leads
        case .resolved: return author.holds(.supervisor)
        }
    }

    /// Whose flag it is by what was said after it was raised, while nobody has linked it.
    public var saidClient: Identifier<Client>? { client == nil ? report.client : nil }

    private mutating func take(_ event: CrisisEvent) throws(CrisisProblem) {
        let owed = needsReport
        switch event.what {
        case .raised: throw .contradictory
        case .detailed(let more):
            report = report.adding(more)
            kind = kind ?? more.kind
            concernsMinor = concernsMinor || more.concernsMinor == true
        case .acknowledged:
            guard acknowledgedBy == nil else { break }
            (acknowledgedBy, acknowledgedAt) = (event.by, event.at)
        case .intervened, .cardOpened: break
        case .contacted(let contact): isReported = isReported || contact.isReport
        case .linked(let link):
            // Said once; said again by another program it hands on the keys that the first may have kept back.
            guard client == nil || client == link.client else { throw .alreadyLinked }
            client = link.client
        case .reassessed(let reassessment): try take(reassessment, at: event.at)
        case .proposed(let what):
            guard let by = event.by else { throw .notEntitled }
            guard !needsReport || isReported || what.noReport != nil else { throw .reportMissing }
            proposal = (by, what)
        case .resolved:
            guard let proposal else { throw .contradictory }
            guard proposal.by != event.by else { throw .ownProposal }
            guard !needsReport || isReported || proposal.what.noReport != nil else { throw .reportMissing }
            resolvedAt = event.at
        }
        if needsReport, !owed { reportOwedSince = event.at }
        // It is taken up no later than it must be reported.
        if needsReport, let owedSince = reportOwedSince { due = min(due, owedSince.adding(Self.reportLimit)) }
    }

    private mutating func take(_ reassessment: CrisisReassessment, at now: UTCTime) throws(CrisisProblem) {
        if state == .raised {
            // Until somebody has taken it up by name, nobody makes it less pressing, nor lets it wait longer.
            let needsReportStill =
                concernsMinor || reassessment.concernsMinor == true || (reassessment.kind ?? kind) == .abuse
            guard reassessment.level >= level, needsReportStill || !needsReport else {
                throw .refusedStep(from: state, .reassessed)
            }
        }
        // More pressing: the time runs from now. Less pressing: from when it was raised.
        let since = reassessment.level > level ? now : raisedAt
        let moved = since.adding(reassessment.level.firstIntervention)
        // A clock that was ahead postpones nothing: by its own times the old one may be sooner, and is no later than due(at:).
        if state == .raised, reassessment.level > level {
            (due, dueSince) = (min(due, moved), now)
        } else if state != .raised {
            due = moved
        }
        assessedLevel = reassessment.level
        kind = reassessment.kind ?? kind
        concernsMinor = concernsMinor || reassessment.concernsMinor == true
        reassessmentDue = reassessment.due
        proposal = nil
    }
}
