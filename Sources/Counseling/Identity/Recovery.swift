/// What the identifier of a request for custodians' shares names.
public enum Recovery {}
