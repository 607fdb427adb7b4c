# The site with everything it needs to run: web server, worker and indexer are the same image with another command.
FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONPATH=/srv/bansou/platform DJANGO_SETTINGS_MODULE=bansou.settings BANSOU_VAR=/var/lib/bansou
# What draws PDFs, and a Japanese font for them.
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/bansou
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
RUN python -m tools.messages && useradd --create-home bansou && install -d -o bansou /var/lib/bansou
USER bansou
VOLUME /var/lib/bansou
EXPOSE 8000
CMD ["gunicorn", "bansou.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket"]
