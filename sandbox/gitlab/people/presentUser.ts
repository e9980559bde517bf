import type { Values } from "../input.ts";
import type { User } from "../model.ts";

/** What everyone sees of a user. */
export function presentUser(origin: string, { id, username, name }: User): Values {
  return {
    id,
    username,
    name,
    public_email: "",
    state: "active",
    locked: false,
    avatar_url: null,
    web_url: `${origin}/${username}`,
  };
}

/** What a user sees of themselves, and an administrator of everyone. */
export function presentUserWithAdmin(origin: string, user: User, createdBy?: User): Values {
  return {
    ...presentUser(origin, user),
    created_at: user.createdAt,
    bio: "",
    location: null,
    linkedin: "",
    twitter: "",
    discord: "",
    website_url: "",
    github: "",
    job_title: "",
    pronouns: null,
    organization: "",
    bot: user.bot,
    work_information: null,
    followers: 0,
    following: 0,
    local_time: null,
    last_sign_in_at: null,
    confirmed_at: user.createdAt,
    last_activity_on: null,
    email: user.email,
    theme_id: 3,
    color_scheme_id: 1,
    projects_limit: 100000,
    current_sign_in_at: null,
    identities: [],
    can_create_group: !user.bot,
    can_create_project: true,
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    commit_email: user.email,
    preferred_language: "en",
    is_admin: user.admin,
    note: null,
    created_by: createdBy ? presentUser(origin, createdBy) : null,
  };
}
