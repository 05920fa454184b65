import Counseling
import RecordRoom

// The words of complaints as people read them.
extension ComplaintStage {
    var sentence: Sentence {
        switch self {
        case .received: .complaintStageReceived
        case .acknowledged: .complaintStageAcknowledged
        case .triaged: .complaintStageTriaged
        case .seated: .complaintStageSeated
        case .shared: .complaintStageShared
        case .decided: .complaintStageDecided
        case .communicated: .complaintStageCommunicated
        case .closed: .complaintStageClosed
        }
    }
}

extension ComplaintAct {
    var sentence: Sentence {
        switch self {
        case .acknowledge: .complaintActAcknowledge
        case .triage: .complaintActTriage
        case .seat: .complaintActSeat
        case .recuse: .complaintActRecuse
        case .share: .complaintActShare
        case .find: .complaintActFind
        case .vote: .complaintActVote
        case .decide: .complaintActDecide
        case .settle: .complaintActSettle
        case .communicate: .complaintActCommunicate
        case .close: .complaintActClose
        }
    }
}

extension ComplaintTrack {
    var sentence: Sentence {
        switch self {
        case .ordinary: .complaintTrackOrdinary
        case .mediation: .complaintTrackMediation
        case .sameDay: .complaintTrackSameDay
        }
    }
}

extension ComplaintVerdict {
    var sentence: Sentence {
        switch self {
        case .upheld: .complaintVerdictUpheld
        case .partly: .complaintVerdictPartly
        case .notUpheld: .complaintVerdictNotUpheld
        }
    }
}

extension ComplaintOutcome {
    var sentence: Sentence {
        switch self {
        case .withdrawn: .complaintOutcomeWithdrawn
        case .mediated: .complaintOutcomeMediated
        case .upheld, .partly, .notUpheld: verdict?.sentence ?? .complaintVerdictUpheld
        }
    }
}

extension ComplaintFiler {
    var sentence: Sentence {
        switch self {
        case .client: .complaintByClient
        case .guardian: .complaintByGuardian
        case .thirdParty: .complaintByThirdParty
        case .staff: .complaintByStaff
        case .anonymous: .complaintByAnonymous
        }
    }
}

extension ComplaintNext.Origin {
    var sentence: Sentence {
        switch self {
        case .received: .complaintOriginReceived
        case .seated: .complaintOriginSeated
        case .shared: .complaintOriginShared
        }
    }
}
