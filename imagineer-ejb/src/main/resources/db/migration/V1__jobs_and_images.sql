-- One text for H2 and PostgreSQL. Times are UTC. Ids come from sequences, so none is ever used twice.

create sequence jobs_id_seq;

create table jobs (
    id               bigint           not null primary key,
    kind             varchar(20)      not null,
    status           varchar(20)      not null,
    prompt           varchar(4000),   -- 2000 characters, of which H2 counts some twice
    parameters       text             not null,
    progress         double precision not null,
    step             integer          not null,
    total_steps      integer          not null,
    attempts         integer          not null,
    fence            bigint           not null,
    worker           varchar(200),
    lease_until      timestamp(6),
    cancel_requested boolean          not null,
    error            varchar(2000),
    created_at       timestamp(6)     not null,
    submitted_at     timestamp(6)     not null,
    started_at       timestamp(6),
    completed_at     timestamp(6),
    cancelled_at     timestamp(6),
    constraint jobs_status check (status in ('queued', 'running', 'completed', 'failed', 'cancelled'))
);

create index jobs_status_id on jobs (status, id);

create sequence images_id_seq;

create table images (
    id              bigint           not null primary key,
    filename        varchar(255)     not null,
    storage_name    varchar(255)     not null,
    file_path       varchar(1000)    not null,
    thumbnail_path  varchar(1000),
    sha256          char(64)         not null,
    size_bytes      bigint           not null,
    mime_type       varchar(100)     not null,
    prompt          varchar(4000),
    negative_prompt varchar(4000),
    seed            bigint,
    steps           integer,
    guidance_scale  double precision,
    width           integer          not null,
    height          integer          not null,
    scheduler       varchar(100),
    model           varchar(255),
    lora_config     text,
    job_id          bigint           references jobs (id) on delete set null,
    image_index     integer,
    is_nsfw         boolean          not null,
    is_public       boolean          not null,
    created_at      timestamp(6)     not null,
    updated_at      timestamp(6)     not null,
    constraint images_storage_name unique (storage_name),
    constraint images_job_index unique (job_id, image_index)
);

create index images_public_created on images (is_public, created_at);
